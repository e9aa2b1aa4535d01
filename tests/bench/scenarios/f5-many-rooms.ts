import type { PeerName } from '../peers/roster.ts'
import { group, type GroupWish } from './group.ts'
import { type Cell, count, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

const shapes = [
  { rooms: 100, membersPerRoom: 10 },
  { rooms: 500, membersPerRoom: 2 },
] as const
type Shape = (typeof shapes)[number]

const small = 100
const large = 1_024
const [tens, pairs] = shapes
const inFlight = 256

const loadOf = ({ rooms, membersPerRoom }: Shape, bodyBytes: number): string =>
  `${rooms} × ${membersPerRoom}, ${count(bodyBytes)} B`

const wishOf = (shape: Shape, bodyBytes: number): GroupWish => ({
  ...shape,
  publishers: 16,
  load: { inFlight },
  bodyBytes,
})

const cell = (peer: PeerName, shape: Shape, bodyBytes: number): Cell =>
  loadCell(peer, loadOf(shape, bodyBytes), (dialect) => [group(dialect, wishOf(shape, bodyBytes))])

/** A hundred connections hold them, in rooms where nothing is ever said. */
const idleConnections = 100
const besides = (subscriptions: number): string =>
  `${loadOf(tens, small)}, beside ${count(subscriptions)} idle subscriptions`

const besideIdle = (subscriptions: number): Cell =>
  loadCell(
    'stompbox',
    besides(subscriptions),
    (dialect) => [
      group(dialect, wishOf(tens, small)),
      group(dialect, {
        name: 'elsewhere',
        firstRoom: 5_000,
        rooms: idleConnections,
        membersPerRoom: 1,
        wish: { subscriptions: subscriptions / idleConnections },
      }),
    ],
    // What made the subscriptions is to be collected before, not meanwhile.
    { warmUpSeconds: 1, measureSeconds: 3 },
  )

const row = (theirs: PeerName, shape: Shape, bodyBytes: number, rest: Partial<Row> = {}): Row => ({
  load: `${loadOf(shape, bodyBytes)}, W = ${inFlight}`,
  figure: 'cpuPerDelivery',
  ours: labelOf('stompbox', loadOf(shape, bodyBytes)),
  theirs: labelOf(theirs, loadOf(shape, bodyBytes)),
  isTurned: true,
  better: 'larger',
  ...rest,
})

/** Small rooms: the way in weighs more than the way out, and a topic must be found among many. */
export const f5: Scenario = {
  id: 'F5',
  title: { en: 'Many small rooms', ko: '작은 방 여러 개' },
  cells: [
    ...shapes.flatMap((shape) =>
      [small, large].flatMap((bytes) => [cell('stompbox', shape, bytes), cell('socket.io', shape, bytes)]),
    ),
    cell('stomp-broker-js', tens, small),
    besideIdle(1_000),
    besideIdle(100_000),
  ],
  rows: [
    {
      load: {
        en: '100 × 10, beside 100,000 idle subscriptions',
        ko: '100 × 10, 다른 곳에 쉬는 구독 100,000개',
      },
      figure: 'cpuPerDelivery',
      ours: labelOf('stompbox', besides(100_000)),
      theirs: labelOf('stompbox', besides(1_000)),
      against: { en: 'beside 1,000', ko: '1,000개일 때' },
      better: 'smaller',
      atLeast: 1.1,
      aim: 1,
    },
    row('socket.io', tens, small, { atLeast: 2.5, aim: 4 }),
    row('stomp-broker-js', tens, small, { atLeast: 8, aim: 12 }),
    row('socket.io', tens, large),
    row('socket.io', pairs, small),
    row('socket.io', pairs, large),
  ],
}
