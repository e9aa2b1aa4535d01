import { expect, test } from 'vitest'
import type { Peer } from '../../conformance/peer.ts'
import { closeCodeOver, everyWay } from '../../support/stomp-peer.ts'
import { type State, useScene } from './scene.ts'

// Those who say nothing, over every way at once. The deadlines are short here, so that the tests are.
const scene = useScene({
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
  tcp: { port: 0 },
  limits: { connectTimeoutMs: 700, frameTimeoutMs: 900, transactionTimeoutMs: 1_200 },
  heartBeat: { sendMs: 0, receiveMs: 300 },
})

test.each([
  ['no CONNECT [hostile W25]', 'new', '', '', 'connect-timeout', 4004],
  ['half a CONNECT', 'new', '', 'CONNECT\naccept-version:1.2\n', 'connect-timeout', 4004],
  ['nothing but line ends', 'new', '', '\n\n\n', 'connect-timeout', 4004],
  [
    'no heart-beats that were promised [hostile T11]',
    'connected',
    'heart-beat:300,0\n',
    '',
    'heart-beat',
    4002,
  ],
  [
    'a body that does not come [hostile F22]',
    'connected',
    '',
    'SEND\ndestination:/topic/a\ncontent-length:9\n\nx',
    'frame-timeout',
    4004,
  ],
  [
    'a head that does not end [hostile F31]',
    'connected',
    '',
    'SEND\ndestination:/topic/a\na:',
    'frame-timeout',
    4004,
  ],
  ['half a command', 'connected', '', 'SE', 'frame-timeout', 4004],
  ['half a frame in a transaction', 'transaction', '', 'SEND\n', 'frame-timeout', 4004],
  ['a transaction without COMMIT [hostile T29]', 'transaction', '', '', 'limit-transactions', 1008],
  ['half a frame and no heart-beats', 'connected', 'heart-beat:300,0\n', 'SEND\n', 'heart-beat', 4002],
] as const)(
  '%s: ERROR and close at the deadline',
  async (_, state: State, headers, wire, code, closeCode) => {
    const isRefused = async (peer: Peer) => {
      const { error, closing } = await peer.isRefused()
      return [error.get('code'), closing.code]
    }
    const peers = await Promise.all(everyWay.map((way) => scene.opens(way, state, headers)))
    if (wire !== '') for (const peer of peers) peer.writes(wire)
    expect(await Promise.all(peers.map(isRefused))).toEqual(
      everyWay.map((way) => [code, closeCodeOver(way, closeCode)]),
    )
  },
)

test('who connected in time is left alone', async () => {
  const [late, peer] = [await scene.opens('websocket', 'new'), await scene.opens()]
  expect((await late.isRefused()).closing.code).toBe(4004)
  await peer.readsNothing()
})

test('a byte now and then keeps half a frame no longer alive [hostile F31]', async () => {
  const peer = await scene.opens()
  peer.writes('SEND\ndestination:/topic/a\nendless:')
  const trickle = setInterval(() => peer.writes('x'), 50)
  const { error } = await peer.isRefused().finally(() => clearInterval(trickle))
  expect(error.get('code')).toBe('frame-timeout')
})
