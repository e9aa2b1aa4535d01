import { act, createElement, StrictMode, useLayoutEffect, type ReactElement, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { onTestFinished } from 'vitest'
import {
  createClient,
  type ChannelMap,
  type ClientOptions,
  type NoChannels,
  type StompClient,
} from '@stompbox/sdk'
import { StompProvider } from '@stompbox/sdk/react'
import { createTestServer, type ReceivedFrame, type TestServer } from '@stompbox/sdk/testing'

/** Hardly any pause, so that tests need no clock. */
const quick = { heartBeatMs: 0, reconnect: { minDelayMs: 1, maxDelayMs: 2 } } satisfies ClientOptions

export interface Peers<C extends ChannelMap = NoChannels> {
  readonly server: TestServer
  readonly client: StompClient<C>
}

export function peers<const C extends ChannelMap = NoChannels>(options: ClientOptions<C> = {}): Peers<C> {
  const server = createTestServer()
  return { server, client: createClient(server.url, { ...quick, webSocket: server.webSocket, ...options }) }
}

/** `SUBSCRIBE /sub/room/1` and the like: what went over the wire, without what opens and closes a session. */
export function frames({ received }: TestServer): string[] {
  return received
    .filter(({ command }) => command !== 'CONNECT' && command !== 'DISCONNECT')
    .map(({ command, destination }: ReceivedFrame) => [command, destination].filter(Boolean).join(' '))
}

export const commands = ({ received }: TestServer, command: string): readonly ReceivedFrame[] =>
  received.filter((frame) => frame.command === command)

/** Lets everything happen that needs no timer. */
export const settle = ({ server }: Pick<Peers, 'server'>, change: () => unknown = () => undefined) =>
  act(async () => {
    await change()
    await server.settled()
  })

/** Waits, timers included, for a status of the client. */
export const reach = ({ server, client }: Peers, status: Parameters<StompClient['when']>[0]) =>
  act(async () => {
    await client.when(status)
    await server.settled()
  })

export interface Page {
  readonly text: string
  readonly container: HTMLElement
  show(element: ReactNode): Promise<void>
  unmount(): Promise<void>
}

/** Everything is rendered as in development: twice, and mounted twice. */
export async function page({ server }: Pick<Peers, 'server'>, element: ReactNode): Promise<Page> {
  const container = document.createElement('div')
  const root = createRoot(container)
  const strict = (inner: ReactNode): ReactElement => createElement(StrictMode, undefined, inner)
  const there: Page = {
    container,
    get text() {
      return container.textContent
    },
    show: (next) => settle({ server }, () => root.render(strict(next))),
    unmount: () => settle({ server }, () => root.unmount()),
  }
  onTestFinished(() => there.unmount())
  await there.show(element)
  return there
}

export interface Hook<T, P> {
  /** Of the latest render. */
  readonly now: T
  /** Of every commit. */
  readonly shown: readonly T[]
  readonly rerender: (props: P, client?: StompClient) => Promise<void>
  readonly unmount: () => Promise<void>
}

/** One component that does nothing but call a hook, below a provider. */
export async function hook<T, P>(
  peers: Peers,
  use: (props: P) => T,
  props: NoInfer<P>,
  connect = true,
): Promise<Hook<T, P>> {
  const shown: T[] = []
  const Caller = ({ given }: { given: P }): ReactNode => {
    const value = use(given)
    useLayoutEffect(() => void shown.push(value))
    return undefined
  }
  const tree = (given: P, client: StompClient): ReactElement =>
    createElement(StompProvider, { client, connect, children: createElement(Caller, { given }) })
  const there = await page(peers, tree(props, peers.client))
  return {
    get now() {
      return shown.at(-1)!
    },
    shown,
    rerender: (given, client = peers.client) => there.show(tree(given, client)),
    unmount: () => there.unmount(),
  }
}
