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
    ['of version 7', handshake('/ws', { 'Sec-WebSocket-Version': '7' }), 426],
    [
      'by Hixie-76 [hostile W22]',
      handshake('/ws', { 'Sec-WebSocket-Version': '', 'Sec-WebSocket-Key1': '1 2' }),
      400,
    ],
    ['for a name that is rebound [hostile H5]', handshake('/ws', { Host: 'evil.example' }), 403],
    ['with a body [hostile W21]', `${handshake('/ws', { 'Content-Length': '5' })}hello`, 400],
    ['of 9 KiB of headers', handshake('/ws', { Cookie: 'c'.repeat(9_000) }), 431],
  ])('%s is answered and closed', async (_, text, status) => {
    const answer = await exchange(scene.broker.port, text)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})

const connect = 'CONNECT\naccept-version:1.2\nhost:any\n\n\0'

test(
  'a handshake that trickles in, and a socket that says nothing, are gone at 10 s [hostile W25 W27 H6]',
  { timeout: 30_000 },
  async () => {
    const startMs = performance.now()
    const [silent, trickling] = [
      await RawSocket.open(scene.broker.port),
      await RawSocket.open(scene.broker.port),
    ]
    const text = `${handshake().trimEnd()}\r\nX-Slow: `
    let at = 0
    const trickle = setInterval(() => trickling.write(text[at++] ?? 'x'), 300)
    await Promise.all([silent.closed, trickling.closed])
    clearInterval(trickle)
    expect(performance.now() - startMs).toBeGreaterThan(9_000)
    expect(performance.now() - startMs).toBeLessThan(15_000)
  },
)

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
