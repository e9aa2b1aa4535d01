import { afterEach, beforeEach, vi } from 'vitest'
import {
  createClient,
  type ChannelMap,
  type ClientOptions,
  type NoChannels,
  type StompClient,
} from '@stompbox/sdk'
import {
  createTestServer,
  type TestServer,
  type TestServerOptions,
  type TestSocket,
} from '@stompbox/sdk/testing'

export interface Scene<C extends ChannelMap = NoChannels> {
  readonly server: TestServer
  readonly client: StompClient<C>
  /** The client's end of the newest connection: what it `receives` is what the server could say. */
  readonly socket: TestSocket
}

/** A server in memory and a client that is not connected. Pauses between sessions take no time. */
export function scene<const C extends ChannelMap = NoChannels>(
  serverOptions: TestServerOptions = {},
  clientOptions: ClientOptions<C> = {},
): Scene<C> {
  const server = createTestServer(serverOptions)
  let socket: TestSocket | undefined
  const client = createClient<C>(server.url, {
    webSocket: (...all) => (socket = server.webSocket(...all)),
    heartBeatMs: 0,
    reconnect: { minDelayMs: 0 },
    ...clientOptions,
  })
  return {
    server,
    client,
    get socket() {
      return socket!
    },
  }
}

export async function connected<const C extends ChannelMap = NoChannels>(
  serverOptions: TestServerOptions = {},
  clientOptions: ClientOptions<C> = {},
): Promise<Scene<C>> {
  const begun = scene(serverOptions, clientOptions)
  await begun.client.connect()
  return begun
}

/** The session is lost and the next one there, subscriptions included. */
export async function reconnected({ client, server }: Scene<ChannelMap>): Promise<void> {
  server.drop()
  await client.when('waiting')
  await client.when('connected')
  await server.settled()
}

/** What the clients said, a line for each frame: `SEND /a body`, `SUBSCRIBE sub-0 /a`, `UNSUBSCRIBE sub-0`. CONNECT is left out. */
export const said = ({ received }: TestServer): string[] =>
  received
    .filter(({ command }) => command !== 'CONNECT')
    .map(({ command, headers, text }) => {
      const { id, transaction, destination } = headers
      return [command, id, transaction, destination, text].filter((part) => part).join(' ')
    })

/** What is reported because nobody listens, in every test of the file. */
export function reports(): unknown[] {
  const all: unknown[] = []
  beforeEach(() => {
    all.length = 0
    vi.spyOn(console, 'error').mockImplementation((error) => void all.push(error))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })
  return all
}

/** What a promise is rejected with. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      throw new Error(`It resolved with ${String(value)}`)
    },
    (error: unknown) => error,
  )
