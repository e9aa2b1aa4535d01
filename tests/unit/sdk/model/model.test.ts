import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nothingGoesUnhandled } from '../complaints.ts'
import { stopAllClocks } from '../memory-clock.ts'
import { destinations, World } from './world.ts'

const seed = Number(process.env.STOMPBOX_SEED ?? Date.now() % 2 ** 31)
const runs = Number(process.env.STOMPBOX_RUNS ?? 400)

nothingGoesUnhandled()
beforeEach(() => stopAllClocks())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

type Step = (world: World) => unknown

const named = (text: string, step: Step): Step => Object.assign(step, { toString: () => text })

const sends = fc
  .tuple(
    fc.constantFrom(...destinations),
    fc.constantFrom('queued', 'sent', 'receipt', 'receipt'),
    fc.constantFrom('queue', 'queue', 'drop', 'throw'),
  )
  .map((how) => named(`send ${how.join(' ')}`, (world) => world.send(...how)))
const subscribes = fc
  .tuple(fc.constantFrom(...destinations), fc.constantFrom('callback', 'loop'))
  .map((how) => named(`subscribe ${how.join(' ')}`, (world) => world.subscribe(...how)))
const asks = fc
  .constantFrom('by subscribing', 'by sending')
  .map((how) => named(`ask ${how}`, (world) => world.ask(how)))
const unsubscribes = fc
  .nat(9)
  .map((index) => named(`unsubscribe ${index}`, (world) => world.unsubscribe(index)))
const passes = fc
  .constantFrom(0, 1, 3, 6, 7, 8, 15, 100, 1_000, 25_000)
  .map((ms) => named(`${ms} ms pass`, () => vi.advanceTimersByTimeAsync(ms)))
const turns = fc.constant(named('microtasks', () => Promise.resolve()))
const happens = fc.constantFrom(
  named('connect', (world) => world.connect()),
  named('connect', (world) => world.connect()),
  named('drop', (world) => world.network.dropAll()),
  named('drop', (world) => world.network.dropAll()),
  named('mute', (world) => world.network.silenceAll()),
  named('server gone', (world) => (world.network.state = 'gone')),
  named('server hangs', (world) => (world.network.state = 'silent')),
  named('server back', (world) => (world.network.state = 'there')),
  named('offline', (world) => world.page.goesOffline()),
  named('online', (world) => world.page.goesOnline()),
  named('hidden', (world) => world.page.becomes('hidden')),
  named('visible', (world) => world.page.becomes('visible')),
  named('page away', (world) => world.page.hides(true)),
  named('page back', (world) => world.page.shows(true)),
  named('disconnect', (world) => world.disconnect()),
)
const reacts = fc
  .constantFrom('connect', 'disconnect', 'drop', 'send')
  .map((how) => named(`at the next state ${how}`, (world) => world.reacts(how)))
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: sends },
    { weight: 3, arbitrary: subscribes },
    { weight: 2, arbitrary: unsubscribes },
    { weight: 1, arbitrary: asks },
    { weight: 5, arbitrary: passes },
    { weight: 1, arbitrary: turns },
    { weight: 1, arbitrary: reacts },
    { weight: 4, arbitrary: happens },
  ),
  { minLength: 8, maxLength: 60, size: 'max' },
)
const servers = fc.constantFrom('all', 'all', 'disconnect')
const endings = fc.constantFrom('at once', 'when well again')

test(
  `whatever happens: kept or reported, in order, no more and no longer than wanted (seed ${seed})`,
  { timeout: 120_000 },
  async () => {
    let sent = 0
    await fc.assert(
      fc.asyncProperty(steps, servers, endings, async (all, receipts, ends) => {
        vi.clearAllTimers()
        const world = new World(receipts)
        world.connect()
        await vi.advanceTimersByTimeAsync(100)
        for (const step of all) await step(world)
        if (ends === 'at once') await world.endsNow()
        else await world.ends()
        world.leave()
        await Promise.resolve()
        sent += world.ledger.entries.length
      }),
      { seed, numRuns: runs },
    )
    // It has not been idle.
    expect(sent).toBeGreaterThan(runs)
  },
)
