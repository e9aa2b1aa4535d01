import { expect, vi } from 'vitest'
import {
  ConnectError,
  createClient,
  type ClientOptions,
  type ConnectionState,
  type Reason,
  type StompClient,
} from '@stompbox/sdk'
import { StompServer, webSocket, type Peer } from './stomp-server.ts'

/** No heart-beats and hardly any pause, so that tests need no clock. */
export const quick: ClientOptions = { webSocket, heartBeatMs: 0, reconnect: { minDelayMs: 1, maxDelayMs: 2 } }

export interface Session extends AsyncDisposable {
  readonly server: StompServer
  readonly client: StompClient
  readonly peer: Peer
}

export async function session(options: ClientOptions = {}): Promise<Session> {
  const server = await StompServer.start()
  const client = createClient(server.url, { ...quick, ...options })
  const [peer] = await Promise.all([server.greetedPeer(), client.connect()])
  return {
    server,
    client,
    peer,
    async [Symbol.asyncDispose]() {
      peer.drops()
      await client.disconnect()
      await server[Symbol.asyncDispose]()
    },
  }
}

export async function until<S extends ConnectionState['status']>(
  client: StompClient,
  status: S,
): Promise<Extract<ConnectionState, { status: S }>> {
  const isThere = (state: ConnectionState): state is Extract<ConnectionState, { status: S }> =>
    state.status === status
  if (isThere(client.state)) return client.state
  return new Promise((resolve) => {
    const stop = client.onStateChange((state) => {
      if (!isThere(state)) return
      stop()
      resolve(state)
    })
  })
}

/** Every status the client goes through from now on. */
export function statuses(client: StompClient): string[] {
  const seen: string[] = []
  client.onStateChange(({ status }) => seen.push(status))
  return seen
}

/** Why connect() did not succeed. */
export async function failure(connecting: Promise<unknown>): Promise<Reason> {
  const error: unknown = await connecting.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ConnectError))
    throw new Error('The connection was made, or failed otherwise', { cause: error })
  expect(error.message).toBe(error.reason.message)
  return error.reason
}

/** Timers and the clock stand still; sockets do not. */
export function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
}
