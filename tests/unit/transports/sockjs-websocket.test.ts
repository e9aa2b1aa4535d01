import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { RawEndpoint, until } from '../../support/raw-endpoint.ts'
import type { SockJsOptions } from '../../../broker/src/transports/sockjs/sockjs.ts'

async function opened(options: Partial<SockJsOptions> = {}) {
  const endpoint = await RawEndpoint.open(options)
  const opening = endpoint.next()
  const client = new WebSocket(`${endpoint.ws}/000/s_1-A/websocket`)
  const frames: string[] = []
  client.on('message', (data: Buffer) => frames.push(data.toString()))
  const closed = once(client, 'close').then(([code, reason]) => `${code} ${reason}`.trim())
  const session = await opening
  await until(() => frames.length > 0)
  return {
    client,
    frames,
    session,
    closed,
    [Symbol.asyncDispose]: () => {
      client.terminate()
      return endpoint[Symbol.asyncDispose]()
    },
  }
}

test('a session opens with o and carries each frame in a message of its own', async () => {
  await using peer = await opened()
  peer.client.send('["가","\\"\\n\\u0000"]')
  await until(() => peer.frames.length === 3)
  expect(peer.frames).toEqual(['o', 'a["가"]', 'a["\\"\\n\\u0000"]'])
  expect(peer.session.heard).toEqual(['text 가', 'text "\n\0'])
  expect(peer.session.handshake).toMatchObject({ transport: 'sockjs-websocket', path: '/stomp' })
})

test('an empty message and an empty array are ignored', async () => {
  await using peer = await opened()
  for (const message of ['', '[]', '[""]', '["fence"]']) peer.client.send(message)
  await until(() => peer.frames.length === 2)
  expect(peer.session.heard).toEqual(['text fence'])
})

test.each([
  ['["x', 1007],
  ['"str"', 1007],
  ['{}', 1007],
  ['null', 1007],
  ['["a",null]', 1007],
  ['CONNECT\n\n\0', 1007],
  [JSON.stringify(Array.from({ length: 101 }, () => '')), 1009],
  [Buffer.from('["a"]'), 1003],
])('%s ends the session with a c frame and %i [hostile W24, J24]', async (message, code) => {
  await using peer = await opened()
  peer.client.send(message)
  expect(await peer.closed).toMatch(new RegExp(`^${code} `))
  expect(peer.frames.at(-1)).toMatch(new RegExp(`^c\\[${code},"`))
  expect(await peer.session.closed).toMatch(new RegExp(`^${code} `))
  expect(peer.session.heard).toHaveLength(1)
})

test('a close is said in a c frame, then by WebSocket', async () => {
  await using peer = await opened()
  peer.session.say('last')
  peer.session.connection.close(1001, 'the "end"')
  expect(await peer.closed).toBe('1001 the "end"')
  expect(peer.frames).toEqual(['o', 'a["last"]', 'c[1001,"the \\"end\\""]'])
})

test('a quiet session hears h', async () => {
  await using peer = await opened({ heartBeatMs: 50 })
  await until(() => peer.frames.length === 3)
  expect(peer.frames).toEqual(['o', 'h', 'h'])
})

test('binary STOMP is not offered', async () => {
  await using peer = await opened()
  expect(
    peer.session.connection.framing.wrap({ bytes: new Uint8Array(1), slots: [] }, 'binary'),
  ).toBeUndefined()
})
