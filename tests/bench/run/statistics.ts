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

/** One over the other, pair by pair: each was measured in the same moments of the machine, which others slow down too. */
export const ratio = (over: readonly number[], under: readonly number[]): Spread =>
  spread(over.slice(0, under.length).map((value, index) => value / under[index]!))
