import { expect, test } from 'vitest'
import { Storm } from './storm.ts'

/** Set to play one again. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32))

test(
  `own id, once, in order, nothing lost over a million deliveries (SEED=${seed})`,
  { timeout: 120_000 },
  () => {
    const storm = new Storm(seed)
    storm.rage(1_000_000)
    expect(storm.faults.slice(0, 5), `SEED=${seed}`).toEqual([])
    expect(storm.delivered).toBeGreaterThanOrEqual(1_000_000)
    expect(storm.givenUp, 'arrays that a slow reader kept').toBeGreaterThan(1_000)
    expect(storm.beats).toBeGreaterThan(100)
  },
)
