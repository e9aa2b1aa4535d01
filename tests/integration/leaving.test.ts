import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type BrokerEvent, createBroker } from '@stompbox/broker'

const sessions = 2_000
const atOnce = 100

/** How a client goes. */
const ways: readonly ((socket: WebSocket) => void)[] = [
  (socket) => socket.terminate(),
  (socket) => socket.close(1000),
  (socket) => socket.send('DISCONNECT\nreceipt:bye\n\n\0'),
  (socket) => socket.send('NONSENSE\n\n\0'),
]

async function comeAndGo(url: string, number: number): Promise<void> {
  const socket = new WebSocket(url)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'open')
  socket.send('CONNECT\naccept-version:1.2\nheart-beat:10000,10000\n\n\0')
  await once(socket, 'message')
  socket.send(`SUBSCRIBE\nid:${number}\ndestination:/topic/${number}\nreceipt:r\n\n\0`)
  await once(socket, 'message')
  ways[number % ways.length]!(socket)
  // After DISCONNECT it is the client who closes.
  if (number % ways.length === 2) socket.once('message', () => socket.close())
  await closed
}

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

test('2,000 WebSocket sessions that come and go leave no socket behind', async () => {
  let gone = 0
  const monitor = ({ type }: BrokerEvent): void => void (gone += type === 'disconnected' ? 1 : 0)
  const broker = createBroker({ limits: { maxNewSessionsPerSecond: 1_000_000 } }, { monitor })
  const { port } = await broker.listen({ port: 0, host: '127.0.0.1' })
  try {
    const before = openSockets()
    for (let number = 0; number < sessions; number += atOnce) {
      const group = Array.from({ length: atOnce }, (_, index) => number + index)
      await Promise.all(group.map((each) => comeAndGo(`ws://127.0.0.1:${port}/ws`, each)))
    }
    await expect.poll(() => gone).toBe(sessions)
    await expect.poll(openSockets).toBe(before)
  } finally {
    await broker.close()
  }
})
