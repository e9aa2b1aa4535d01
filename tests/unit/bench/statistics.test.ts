import { expect, test } from 'vitest'
import { median, ratio, spread } from '../../bench/run/statistics.ts'

test('the median is the middle one, or the mean of the two in the middle, by size and not by spelling', () => {
  expect(median([10, 9, 2])).toBe(9)
  expect(median([10, 9, 2, 100])).toBe(9.5)
})

test('the median leaves what it was given as it was', () => {
  const values = [3, 1, 2]
  median(values)
  expect(values).toEqual([3, 1, 2])
})

test('a spread is the median between the lowest and the highest', () => {
  expect(spread([5, 1, 3])).toEqual({ median: 3, lowest: 1, highest: 5 })
})

test('a ratio is that of what was measured in the same repeat', () => {
  // That of the medians would be 3.3.
  expect(ratio([2, 10, 12], [1, 10, 3])).toEqual({ median: 2, lowest: 1, highest: 4 })
})

test('a repeat that only one of them had is in no pair', () => {
  expect(ratio([2, 4, 90], [1, 1])).toEqual({ median: 3, lowest: 2, highest: 4 })
})
