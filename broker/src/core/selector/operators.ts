import { add, arithmetic, compare, fail, isEqual, type Value } from './values.ts'

export type Operator = (left: Value, right: Value) => Value

/** By name, in lower case. Two relations do not stand beside each other: `1 < 2 < 3` cannot be read. */
export const relations: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...named(['==', 'eq'], isEqual),
  ...named(['!=', 'ne'], (left, right) => !isEqual(left, right)),
  ...named(['<', 'lt'], (left, right) => compare(left, right) < 0),
  ...named(['<=', 'le'], (left, right) => compare(left, right) <= 0),
  ...named(['>', 'gt'], (left, right) => compare(left, right) > 0),
  ...named(['>=', 'ge'], (left, right) => compare(left, right) >= 0),
  ...named(['between'], isBetween),
  // Types are out of reach, so there is none on the right.
  ...named(['instanceof'], fail),
])

export const sums: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['+', add],
  ['-', arithmetic['-']],
])

export const products: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['*', arithmetic['*']],
  ...named(['/', 'div'], arithmetic['/']),
  ...named(['%', 'mod'], arithmetic['%']),
])

function named(names: readonly string[], operator: Operator): [string, Operator][] {
  return names.map((name) => [name, operator])
}

function isBetween(value: Value, bounds: Value): boolean {
  const [low, high, ...more] = Array.isArray(bounds) ? (bounds as readonly Value[]) : []
  if (low === undefined || high === undefined || more.length > 0) return fail()
  return compare(value, low) >= 0 && compare(value, high) <= 0
}
