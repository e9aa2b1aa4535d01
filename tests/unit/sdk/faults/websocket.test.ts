import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { quick, stopTheClock } from '../sessions.ts'

// Below STOMP: what a server may do to WebSocket itself, byte by byte.

nothingGoesUnhandled()
afterEach(() => {
  vi.useRealTimers()
})

const accept = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

/** A short text message of a server, as bytes. */
const text = (payload: string): Buffer =>
  Buffer.concat([Buffer.from([0x81, payload.length]), Buffer.from(payload)])

/** Resolves with the server's end of an upgraded connection whose client has said CONNECT, and been answered. */
async function upgraded(socket: Socket): Promise<Socket> {
  socket.on('error', () => undefined)
  const [request] = (await once(socket, 'data')) as [Buffer]
  const [, key = ''] = /sec-websocket-key: (.*)\r\n/i.exec(request.toString()) ?? []
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: v12.stomp\r\nSec-WebSocket-Accept: ${accept(key)}\r\n\r\n`,
  )
  await once(socket, 'data')
  socket.write(text('CONNECTED\nversion:1.2\nheart-beat:1000,1000\n\n\0'))
  return socket
}

describe('a WebSocket server that sends', () => {
  test.each<[string, Buffer]>([
    ['text that is no UTF-8', Buffer.from([0x81, 2, 0xff, 0xfe])],
    ['a reserved opcode', Buffer.from([0x83, 0])],
    ['reserved bits', Buffer.from([0xf1, 1, 0x61])],
    ['a masked frame', Buffer.from([0x81, 0x81, 1, 2, 3, 4, 0x61])],
    ['a frame longer than all numbers', Buffer.from([0x82, 127, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
    ['a ping that is too long', Buffer.from([0x89, 126, 1, 0])],
    ['a continuation of nothing', Buffer.from([0x80, 1, 0x61])],
    ['a close with a code that there is not', Buffer.from([0x88, 2, 3, 0xec])],
    ['the beginning of a frame', Buffer.from([0x81, 126, 1])],
    ['the beginning of a message', Buffer.from([0x01, 1, 0x61])],
    ['nothing more', Buffer.alloc(0)],
  ])('%s ends the session with a reason, and nothing is left', async (_name, bytes) => {
    stopTheClock()
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const arrives = once(server, 'connection') as Promise<[Socket]>
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
    const client = createClient(url, { ...quick, heartBeatMs: 1_000, reconnect: false })
    const connecting = client.connect()
    const [socket] = await arrives
    await upgraded(socket)
    await connecting
    const over = new Promise((resolve) => socket.once('close', resolve))
    const told = client.send('/a', 1, { until: 'receipt' }).catch((error: unknown) => error)
    await once(socket, 'data')
    socket.write(bytes)
    const closed = client.when('closed')
    // The client reads that by its own means; whatever it makes of it, the server is not heard any more.
    while (client.state.status !== 'closed') {
      vi.advanceTimersByTime(500)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { reason } = await closed
    expect(['protocol', 'network', 'heart-beat']).toContain(reason.kind)
    expect(reason.message).toMatch(/./)
    expect(await told).toMatchObject({ name: 'ReceiptError', reason })
    await over
    expect(vi.getTimerCount()).toBe(0)
    await new Promise((resolve) => server.close(resolve))
  })
})
