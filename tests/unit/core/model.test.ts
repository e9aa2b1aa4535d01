import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Topics } from '../../../broker/src/core/fan-out/topics.ts'
import { steps, versions } from './model/steps.ts'
import { World } from './model/world.ts'

afterEach(() => vi.restoreAllMocks())

describe('three clients and all they can do', () => {
  test(
    'everybody gets what they are owed: under their own id, once, in order; and nothing is left',
    { timeout: 60_000 },
    () => {
      const watched = vi.spyOn(Topics.prototype, 'find')
      fc.assert(
        fc.property(versions, steps, (speak, doing) => {
          const world = new World()
          for (const [index, version] of speak.entries()) world.connect(index, version, 0)
          fc.modelRun(() => ({ model: { world }, real: {} }), doing)
          expect(world.end()).toBe(0)
          const topics = watched.mock.contexts.at(-1) as Topics
          expect(topics.size).toBe(0)
          watched.mockClear()
        }),
        { numRuns: 2_000, unbiased: true },
      )
    },
  )
})
