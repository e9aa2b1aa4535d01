import { expect, test } from 'vitest'
import type { Peer } from '../../conformance/peer.ts'
import { ways } from '../../support/stomp-peer.ts'
import { type State, useScene } from './scene.ts'

// Those who say nothing, over every way at once. The deadlines are short here, so that the tests are.
const scene = useScene({
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
  limits: { connectTimeoutMs: 700 },
  heartBeat: { sendMs: 0, receiveMs: 300 },
})
const everyWay = Object.keys(ways) as (keyof typeof ways)[]

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
    expect(await Promise.all(peers.map(isRefused))).toEqual(everyWay.map(() => [code, closeCode]))
  },
)

test('who connected in time is left alone', async () => {
  const [late, peer] = [await scene.opens('websocket', 'new'), await scene.opens()]
  expect((await late.isRefused()).closing.code).toBe(4004)
  await peer.readsNothing()
})
