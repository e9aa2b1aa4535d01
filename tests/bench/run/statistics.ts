/** What came of the repeats. */
export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  lowest: Math.min(...values),
  highest: Math.max(...values),
})

/**
 * One over the other: the ratio of the medians, and the lowest and highest of the pairs, each of which was measured in
 * the same moments of the machine.
 */
export function ratio(over: readonly number[], under: readonly number[]): Spread {
  const pairs = over.slice(0, under.length).map((value, index) => value / under[index]!)
  return { ...spread(pairs), median: median(over) / median(under) }
}
