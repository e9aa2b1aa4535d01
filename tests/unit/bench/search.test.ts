import { expect, test } from 'vitest'
import { highestHeld } from '../../bench/run/search.ts'

const ladder = Array.from({ length: 13 }, (_, index) => (index + 1) * 10)

test('finds every place where it stops holding, in at most four attempts', async () => {
  for (const limit of [0, ...ladder]) {
    const tried: number[] = []
    const found = await highestHeld(ladder, async (rung) => {
      tried.push(rung)
      return rung <= limit
    })
    expect(found).toBe(limit === 0 ? undefined : limit)
    expect(tried.length, `${limit}: ${tried.join(', ')}`).toBeLessThanOrEqual(4)
  }
})
