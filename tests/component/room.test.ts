import { createClient, defineChannels, topic } from '@stompbox/sdk'
import { createStompHooks } from '@stompbox/sdk/react'
import { createTestServer } from '@stompbox/sdk/testing'
import { createElement, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

const channels = defineChannels({ room: topic<{ text: string }>()('/topic/room/{roomId}') })
const { StompProvider, useChannel, useConnection, useSend } = createStompHooks<typeof channels>()

function Room({ roomId }: { roomId: string }) {
  const { status, retry } = useConnection()
  const { items } = useChannel('room', { params: { roomId } })
  const { send, items: sent } = useSend('room', { params: { roomId } })
  return createElement(
    'main',
    undefined,
    createElement('p', { role: 'status' }, status),
    createElement('button', { onClick: retry }, 'Connect now'),
    createElement('button', { onClick: () => send({ text: '여기 있어요' }) }, 'Say it'),
    createElement('em', undefined, sent.map((item) => item.status).join()),
    createElement('ol', undefined, ...items.map(({ body }) => createElement('li', undefined, body.text))),
  )
}

let root: Root

beforeEach(() => {
  root = createRoot(document.body.appendChild(document.createElement('div')))
})
afterEach(() => root.unmount())

test('a room keeps what was said while there was no way, and says it once when there is', async () => {
  const server = createTestServer()
  const client = createClient(server.url, { channels, webSocket: server.webSocket })
  const room = createElement(Room, { roomId: '가' })
  root.render(createElement(StrictMode, undefined, createElement(StompProvider, { client, children: room })))
  const { destination, headers } = await server.next('SUBSCRIBE')
  await expect.element(page.getByRole('status')).toHaveTextContent('connected')
  server.deliver(destination!, { text: '안녕하세요' })
  await expect.element(page.getByRole('listitem')).toHaveTextContent('안녕하세요')

  server.unreachable(Infinity)
  server.drop()
  await expect.element(page.getByRole('status')).not.toHaveTextContent('connected')
  await page.getByRole('button', { name: 'Say it' }).click()
  await expect.element(page.getByRole('status')).toHaveTextContent('waiting')
  await expect.element(page.getByRole('main').getByText('queued')).toBeVisible()

  server.unreachable(0)
  await page.getByRole('button', { name: 'Connect now' }).click()
  expect(await server.next('SUBSCRIBE')).toMatchObject({ destination, headers: { id: headers.id } })
  expect(await server.next('SEND')).toMatchObject({ destination, body: { text: '여기 있어요' } })
  await expect.element(page.getByRole('listitem').nth(1)).toHaveTextContent('여기 있어요')
  expect(server.received.filter(({ command }) => command === 'SEND')).toHaveLength(1)
  expect(server.sessions).toHaveLength(1)
})
