import { expect, test } from 'vitest'
import { stompDialect } from '../../bench/peers/stomp-dialect.ts'
import { againstCommit } from '../../bench/run/against.ts'
import { scenarios } from '../../bench/scenarios/index.ts'
import { label } from '../../bench/scenarios/scenario.ts'
import { short } from '../../bench/scenarios/short.ts'

test.each([...scenarios, short].map((scenario) => [scenario.id, scenario] as const))(
  '%s: every cell has a name of its own, and every row names two of them',
  (_, { cells, rows }) => {
    const labels = cells.map(label)
    expect(new Set(labels).size).toBe(labels.length)
    for (const { ours, theirs } of rows) {
      expect(labels).toContain(ours)
      expect(labels).toContain(theirs)
      expect(ours).not.toBe(theirs)
    }
  },
)

test.each(scenarios.flatMap(({ id, rows }) => rows.map((row) => [id, row.load, row] as const)))(
  '%s: the aim is no easier than the least, %j',
  (_, __, { better, atLeast = 0, aim = atLeast }) => {
    if (better === 'smaller') expect(aim).toBeLessThanOrEqual(atLeast)
    else expect(aim).toBeGreaterThanOrEqual(atLeast)
  },
)

test('groups share no name within a cell, and publish only when they have publishers', () => {
  const dialect = stompDialect({ path: '/ws', streamingPath: '/stream' })
  for (const { groups } of scenarios.flatMap(({ cells }) => cells)) {
    const all = groups(dialect, 10)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    for (const { publishers, publish, load } of all) {
      expect(publish !== undefined).toBe(load !== undefined)
      expect(publishers > 0).toBe(load !== undefined)
    }
  }
})

test('against another commit: every cell of ours beside the same of the other, by CPU time where it was a rate', () => {
  const f2 = scenarios.find(({ id }) => id === 'F2')!
  const both = againstCommit(f2, 'abc')!
  expect(both.cells.map(label)).toEqual([
    'stompbox, N = 1,000, W = 16',
    'stompbox of abc, N = 1,000, W = 16',
    'stompbox, N = 1,000, W = 64',
    'stompbox of abc, N = 1,000, W = 64',
  ])
  expect(both.rows[0]).toMatchObject({
    figure: 'cpuPerDelivery',
    better: 'smaller',
    ours: label(both.cells[0]!),
    theirs: label(both.cells[1]!),
  })
  expect(both.rows[0]).not.toHaveProperty('atLeast')
})
