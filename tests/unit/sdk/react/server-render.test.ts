import { act, createElement, StrictMode, type ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { StompProvider, useChannel, useConnection, useRequest, useSend } from '@stompbox/sdk/react'
import { peers, settle } from './rendered.ts'

function Everything(): ReactNode {
  const { status } = useConnection()
  const channel = useChannel<string>('/a')
  const off = useChannel('/b', { enabled: false })
  const { items, pending } = useSend('/pub/a')
  const request = useRequest<string>('/app/a')
  const shown = [status, channel.status, channel.items.length, off.status, items.length, pending]
  return createElement('p', undefined, [...shown, request.pending, request.data].map(String).join(' '))
}

const app = (both: ReturnType<typeof peers>): ReactNode =>
  createElement(
    StrictMode,
    undefined,
    createElement(StompProvider, { client: both.client, children: createElement(Everything) }),
  )

const atFirst = '<p>idle waiting 0 idle 0 false true undefined</p>'

test('on a server it opens no socket, starts no timer, listens to nothing and touches no page', () => {
  const both = peers()
  const listen = vi.spyOn(both.client, 'onStateChange')
  const subscribe = vi.spyOn(both.client, 'subscribe')
  const timers = ['setTimeout', 'setInterval', 'queueMicrotask'] as const
  const spies = timers.map((name) => vi.spyOn(globalThis, name))
  const set = vi.spyOn(Map.prototype, 'set')
  for (const name of ['window', 'document', 'navigator', 'location', 'WebSocket'])
    vi.stubGlobal(name, undefined)
  try {
    expect(renderToString(app(both))).toBe(atFirst)
    for (const spy of [listen, subscribe, ...spies]) expect(spy).not.toHaveBeenCalled()
    // A list per room ever rendered would be a leak.
    const remembered = set.mock.calls.filter(([key]) => String(key).includes('/pub/a'))
    expect(remembered).toEqual([])
  } finally {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  }
  expect(both.server.attempts).toBe(0)
  expect(both.client.state.status).toBe('idle')
})

test('what the server rendered hydrates without a mismatch, also when the client is connected by then', async () => {
  const both = peers()
  both.server.on('/app/a', (_, reply) => reply('answer'))
  const container = document.createElement('div')
  container.innerHTML = renderToString(app(both))
  await both.client.connect()
  void both.client.send('/pub/a', 'before')
  const complaints = vi.spyOn(console, 'error')
  const onRecoverableError = vi.fn()
  const root = await act(async () => hydrateRoot(container, app(both), { onRecoverableError }))
  await settle(both)
  await settle(both, () => both.server.deliver('/a', 'one'))
  expect(container.innerHTML).toBe('<p>connected active 1 idle 0 false false answer</p>')
  expect(onRecoverableError).not.toHaveBeenCalled()
  expect(complaints).not.toHaveBeenCalled()
  complaints.mockRestore()
  await settle(both, () => root.unmount())
  await both.client.disconnect()
})
