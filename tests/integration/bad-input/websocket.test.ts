import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { clientFrame, exchange, RawSocket, request, webSocketHeaders } from '../../support/raw-socket.ts'
import { useScene } from './scene.ts'

// Below STOMP: the upgrade and the frames of WebSocket, from a peer that no library would play.
const scene = useScene()

const handshake = (path = '/ws-stomp', headers: Record<string, string> = {}): string =>
  request(`GET ${path}`, { ...webSocketHeaders, ...headers })

describe('an upgrade', () => {
  test.each([
    ['on a path of nobody [hostile J23]', handshake('/elsewhere'), 404],
    ['on a path beside an endpoint', handshake('/ws-stompx'), 404],
    ['on the health path', handshake('/__stompbox/health'), 404],
    ['below an endpoint', handshake('/ws-stomp/elsewhere'), 400],
    ['on a SockJS path that is no WebSocket [hostile J22]', handshake('/ws-stomp/000/s/xhr'), 400],
    ['of a SockJS session called a.b', handshake('/ws-stomp/000/a.b/websocket'), 400],
    ['of a SockJS session of 129 letters', handshake(`/ws-stomp/000/${'s'.repeat(129)}/websocket`), 400],
    ['by a foreign page [hostile W23]', handshake('/ws', { Origin: 'https://evil.example' }), 403],
    ['by a page of nowhere', handshake('/ws', { Origin: 'null' }), 403],
    ['by two pages', handshake('/ws', { Origin: 'http://a\r\nOrigin: http://b' }), 403],
    ['by a page of 7 KiB', handshake('/ws', { Origin: `http://${'a'.repeat(7_000)}` }), 403],
    ['without a key [hostile W20]', handshake('/ws', { 'Sec-WebSocket-Key': '' }), 400],
    ['of version 7', handshake('/ws', { 'Sec-WebSocket-Version': '7' }), 400],
    ['with a body [hostile W21]', `${handshake('/ws', { 'Content-Length': '5' })}hello`, 400],
    ['of 9 KiB of headers', handshake('/ws', { Cookie: 'c'.repeat(9_000) }), 431],
  ])('%s is answered and closed', async (_, text, status) => {
    const answer = await exchange(scene.broker.port, text)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})

/** A WebSocket peer that writes bytes. */
async function raw(path = '/ws'): Promise<RawSocket> {
  const socket = await RawSocket.open(scene.broker.port, handshake(path))
  await socket.until(/\r\n\r\n/)
  return socket
}

const connect = 'CONNECT\naccept-version:1.2\nhost:any\n\n\0'
const closeFrame = (code: number): RegExp =>
  new RegExp(`\\x88[\\s\\S]${String.fromCharCode(code >> 8)}${escapedByte(code & 0xff)}`)
const escapedByte = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`

describe('a WebSocket frame', () => {
  test.each([
    ['without a mask [hostile W1]', Buffer.from([0x81, 1, 0x61]), 1002],
    ['with RSV1 [hostile W2]', clientFrame(0xc1, 'a'), 1002],
    ['with opcode 3 [hostile W3]', clientFrame(0x83, 'a'), 1002],
    ['of control that is fragmented [hostile W4]', clientFrame(0x09, 'a'), 1002],
    ['that continues nothing [hostile W5]', clientFrame(0x80, 'a'), 1002],
    ['of text that is no UTF-8 [hostile W9]', clientFrame(0x81, Buffer.from([0xc3, 0x28])), 1007],
    ['of 2^40 bytes [hostile W7]', Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009],
    ['of 2 MiB', Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0]), 1009],
    ['of close with one byte [hostile W10]', clientFrame(0x88, 'a'), 1002],
    ['of close with code 1005', clientFrame(0x88, Buffer.from([3, 237])), 1002],
    ['in 129 fragments [hostile W6]', fragments(129), 1008],
    ['in 10,000 empty fragments', fragments(10_000, ''), 1008],
  ])('%s is answered with a close', async (_, bytes, code) => {
    await using peer = await raw()
    peer.write(clientFrame(0x81, connect))
    await peer.until('CONNECTED')
    peer.write(bytes)
    await peer.until(closeFrame(code))
  })

  test('of text may cut a character, which is then no text [hostile W9]', async () => {
    await using peer = await raw()
    peer.write(clientFrame(0x81, Buffer.concat([Buffer.from(connect), Buffer.from([0xed, 0x95])])))
    await peer.until(closeFrame(1007))
  })

  test('of bytes may hold a header that is no UTF-8: ERROR, then close', async () => {
    const peer = await scene.opens('websocket')
    peer.writesBytes(
      Buffer.concat([Buffer.from('SEND\ndestination:/topic/a\nx:'), Buffer.from([0xc3, 0x28])]),
    )
    peer.writes('\n\n␀')
    const { error, closing } = await peer.isRefused()
    expect([error.get('code'), closing.code]).toEqual(['bad-utf8', 1007])
  })

  test('before the answer to the handshake is taken [hostile W24]', async () => {
    const early = Buffer.concat([Buffer.from(handshake('/ws')), clientFrame(0x81, connect)])
    await using peer = await RawSocket.open(scene.broker.port, early)
    await peer.until('CONNECTED')
  })
})

function fragments(count: number, text = 'x'): Buffer {
  const middle = Array.from({ length: count - 2 }, () => clientFrame(0x00, text))
  return Buffer.concat([clientFrame(0x01, text), ...middle, clientFrame(0x80, text)])
}

describe('a socket that is cut', () => {
  test('at every point of the handshake and the first frames [hostile W26]', async () => {
    const conversation = Buffer.concat([
      Buffer.from(handshake('/ws-stomp')),
      clientFrame(0x81, connect),
      clientFrame(0x81, 'SUBSCRIBE\nid:a\ndestination:/topic/a\n\n\0'),
      clientFrame(0x81, 'SEND\ndestination:/topic/a\n\nx\0'),
    ])
    for (let cut = 1; cut < conversation.length; cut += 3) {
      const socket = await RawSocket.open(scene.broker.port, conversation.subarray(0, cut))
      if (cut % 2 === 0) socket.socket.resetAndDestroy()
      else socket.socket.destroy()
    }
  })

  test('at every point of a SockJS request', async () => {
    const id = randomBytes(4).toString('hex')
    const open = request(`POST /ws-stomp/000/${id}/xhr`, { 'Content-Length': '0' })
    const body = JSON.stringify([connect])
    const conversation = `${open}${request(`POST /ws-stomp/000/${id}/xhr_send`, { 'Content-Length': `${body.length}` }, body)}${open}`
    for (let cut = 1; cut < conversation.length; cut += 5) {
      const socket = await RawSocket.open(scene.broker.port, conversation.slice(0, cut))
      socket.socket.resetAndDestroy()
    }
  })
})
