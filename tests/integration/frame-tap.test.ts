import { afterEach, describe, expect, test } from 'vitest'
import {
  type Broker,
  type BrokerConfig,
  type TappedFrame,
  connectMemory,
  createBroker,
} from '@stompbox/broker'
import { everyWay, ways } from '../support/stomp-peer.ts'

let broker: Broker
afterEach(() => broker.close())

interface Told {
  readonly direction: string
  readonly sessionId: string
  readonly command: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const told = ({ direction, sessionId, command, headers, body }: TappedFrame): Told => ({
  direction,
  sessionId,
  command,
  headers: Object.fromEntries(headers),
  body: Buffer.from(body).toString(),
})

function tappedBroker(config: BrokerConfig = {}) {
  const seen: Told[] = []
  const sessions: string[] = []
  broker = createBroker(config, {
    tap: (frame) => seen.push(told(frame)),
    monitor: (event) => {
      if (event.type === 'connected') sessions.push(event.session.id)
    },
  })
  const lines = () => seen.map(({ direction, command }) => `${direction} ${command}`)
  return { broker, seen, sessions, lines }
}

const enter = () => connectMemory((connection, handshake) => broker.accept(connection, handshake))

/** Quotes, line ends, and what SockJS escapes. */
const body = '{"said":"안녕 😀 \u200d\u2028"}\n\t\\'

describe.each(['standard', 'spring'] as const)('in profile %s', (profile) => {
  test.each(everyWay)('every frame of two sessions is told, over %s', async (way) => {
    const endpoints = { '/ws-stomp': { sockjs: way.startsWith('sockjs') } }
    const { seen, sessions } = tappedBroker({ profile, endpoints, tcp: { port: 0 } })
    const { url, tcp } = await broker.listen({ port: 0, host: '127.0.0.1' })
    const open = () => ways[way]({ http: url, tcp: tcp?.url ?? '' })
    const peers = await Promise.all([open(), open()])
    for (const [index, peer] of peers.entries()) {
      await peer.connects('1.2')
      peer.writes(`SUBSCRIBE\nid:sub-${index}\ndestination:/topic/a\n\n␀`)
    }
    await expect.poll(() => seen.filter(({ command }) => command === 'SUBSCRIBE').length).toBe(2)
    peers[0].writes(`SEND\ndestination:/topic/a\nnote:a\\cb\n\n${body}␀`)
    for (const peer of peers) expect((await peer.reads('MESSAGE')).text).toBe(body)
    for (const peer of peers) {
      peer.writes('DISCONNECT\n\n␀')
      peer.cut()
    }

    const messages = seen.filter(({ command }) => command === 'MESSAGE')
    expect(messages.map(({ sessionId, headers }) => [sessionId, headers.subscription]).sort()).toEqual(
      sessions.map((id, index) => [id, `sub-${index}`]).sort(),
    )
    for (const message of messages)
      expect(message).toMatchObject({ direction: 'out', headers: { note: 'a:b' }, body })
    expect(seen.find(({ command }) => command === 'SEND')).toEqual({
      direction: 'in',
      sessionId: sessions[0],
      command: 'SEND',
      headers: { destination: '/topic/a', note: 'a:b' },
      body,
    })
    expect(seen.filter(({ command }) => command === 'CONNECTED').map(({ direction }) => direction)).toEqual([
      'out',
      'out',
    ])
  })
})

test.each([
  ['1.0', 'a\\cb', 'a\\cb'],
  ['1.1', 'a\\cb', 'a:b'],
  ['1.2', 'a\\cb', 'a:b'],
])('headers read as version %s says, also in the piece that CONNECT came in', (version, written, read) => {
  const { seen } = tappedBroker()
  const peer = enter()
  const accepted = version === '1.0' ? '' : `accept-version:${version}\n`
  peer.send(`CONNECT\n${accepted}host:x\n\n\0SUBSCRIBE\nid:s\ndestination:/topic/a\nnote:${written}\n\n\0`)
  expect(seen.find(({ command }) => command === 'SUBSCRIBE')?.headers.note).toBe(read)
})

test('what is refused is told of by the ERROR alone, and heart-beats are no frames', () => {
  const { lines } = tappedBroker()
  const peer = enter()
  peer.send('CONNECT\naccept-version:1.2\nhost:x\n\n\0\n\n\n')
  peer.send('NONSENSE\n\n\0')
  expect(lines()).toEqual(['in CONNECT', 'out CONNECTED', 'out ERROR'])
})

test('who finds no room is told', () => {
  const { lines } = tappedBroker({ limits: { maxSessions: 1 } })
  enter()
  enter()
  expect(lines()).toEqual(['out ERROR'])
})

test('a reader that stays behind is written to as without a tap', async () => {
  const { seen } = tappedBroker()
  const peer = enter()
  peer.send('CONNECT\naccept-version:1.2\nhost:x\n\n\0SUBSCRIBE\nid:s\ndestination:/topic/a\n\n\0')
  peer.pauseReading()
  peer.send('SEND\ndestination:/topic/a\n\none\0')
  await expect.poll(() => seen.filter(({ command }) => command === 'MESSAGE').length).toBe(1)
  peer.send('SEND\ndestination:/topic/a\n\ntwo\0')
  await expect.poll(() => seen.filter(({ command }) => command === 'MESSAGE').length).toBe(2)
  peer.resumeReading()
  const texts = peer.received.map((bytes) => Buffer.from(bytes).toString())
  expect(texts.slice(1).map((text) => /\n\n(.*)\0/s.exec(text)?.[1])).toEqual(['one', 'two'])
})
