import { expect, test } from 'vitest'
import { type BrokerEvent, connectMemory, type MemoryPeer } from '@stompbox/broker'
import { Broker } from '../../../broker/src/core/broker.ts'
import { defaultLimits } from '../../../broker/src/core/limits.ts'
import type { Application } from '../../../broker/src/core/ports.ts'
import { standard } from '../../../broker/src/core/profile/standard.ts'
import { Clock } from '../../support/clock.ts'
import { Turnstile } from '../../support/turnstile.ts'

const silent: Application = {
  paths: () => [],
  takes: () => false,
  onMessage: () => undefined,
  onSubscribe: () => undefined,
  intercepts: () => false,
  intercept: () => 'pass',
}

const plenty = { usedBytes: 1, limitBytes: 100 }

/** The core alone: the broker around it takes no more sessions than this machine lets it have sockets. */
function coreUnder(clock: Clock, monitor: (event: BrokerEvent) => void): Broker {
  let ids = 0
  return new Broker({
    scheduler: clock,
    monitor,
    application: silent,
    authenticate: undefined,
    authorize: undefined,
    memory: () => ({ process: plenty, heap: plenty }),
    limits: { ...defaultLimits, maxSessions: 20_000, maxNewSessionsPerSecond: 1_000_000_000 },
    profile: standard,
    prefixes: { application: ['/pub'], broker: ['/sub'], user: '/user' },
    separator: '/',
    heartBeat: { sendMs: 10_000, receiveMs: 10_000 },
    server: 'test',
    randomId: () => `id-${++ids}`,
    random: () => 0,
  })
}

test('20,000 sessions with heart-beats live on the timers of one', { timeout: 60_000 }, () => {
  const clock = new Clock()
  let gone = 0
  const core = coreUnder(clock, ({ type }) => void (gone += type === 'disconnected' ? 1 : 0))
  const join = () => joined(core, clock)
  const first = join()
  const timersOfOne = clock.pendingTimers
  const peers = [first, ...Array.from({ length: 19_999 }, join)]

  for (let round = 0; round < 4; round++) {
    for (const peer of peers) peer.send('\n')
    clock.advance(30_000)
    expect(clock.pendingTimers).toBe(timersOfOne)
    expect(peers.filter((peer) => !hasHeardBeat(peer))).toHaveLength(0)
  }

  const lively = peers.filter((_, index) => index % 2 === 0)
  for (let round = 0; round < 3; round++) {
    for (const peer of lively) peer.send('\n')
    clock.advance(30_000)
  }
  expect(gone).toBe(10_000)
  expect(lively.filter(({ state }) => state === 'closed')).toHaveLength(0)

  for (const peer of lively) peer.close()
  expect(gone).toBe(20_000)
  clock.advance(1_000)
  expect(clock.pendingTimers).toBe(0)
})

function joined(core: Broker, clock: Clock): MemoryPeer {
  const peer = connectMemory((connection, handshake) => core.accept(connection, handshake))
  peer.send('CONNECT\naccept-version:1.2\nheart-beat:30000,30000\n\n\0')
  clock.settle()
  expect(peer.received.splice(0)).toHaveLength(1)
  return peer
}

/** One in each time, or two where the wheel was early. */
function hasHeardBeat({ received }: MemoryPeer): boolean {
  const beats = received.splice(0)
  return beats.length > 0 && beats.length <= 2 && beats.every(([byte]) => byte === 10)
}

test('sessions that come and go leave nothing behind', { timeout: 60_000 }, async () => {
  const turnstile = new Turnstile()
  const heldBytes: number[] = []
  for (let lot = 0; lot < 5; lot++) {
    turnstile.run(3_000)
    heldBytes.push(await turnstile.heldBytes())
  }
  expect(turnstile.gone).toBe(15_000)
  expect(turnstile.broker.users.size).toBe(0)
  expect(turnstile.held).toBe(0)
  // What leaks grows each time; what the engine adds to its code does not. The shortest name in a Map is 60 a session.
  const grown = heldBytes.slice(2).map((bytes, lot) => (bytes - heldBytes[lot + 1]!) / 3_000)
  expect(Math.min(...grown)).toBeLessThan(30)
  turnstile.clock.advance(1_000)
  expect(turnstile.clock.pendingTimers).toBe(0)
})
