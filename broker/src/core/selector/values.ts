/** What an object of Spring is to a selector: equal to its like, and a text where one is asked for. */
export class Thing {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A whole number is a bigint, a real one a number. */
export type Value =
  null | boolean | string | bigint | number | Thing | readonly Value[] | ReadonlyMap<string, Value>

type Numeric = bigint | number

/** Made once: it may be thrown for every message. */
const impossible = new Error('The expression asks for the impossible.')

/** Where Spring's evaluation throws. */
export function fail(): never {
  throw impossible
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'on', 'yes', '1'].map((text) => [text, true] as const),
  ...['false', 'off', 'no', '0'].map((text) => [text, false] as const),
])

/** Spring converts: some texts are true or false, other values are neither. */
export function truthOf(value: Value): boolean {
  if (typeof value === 'boolean') return value
  return (typeof value === 'string' ? truths.get(value.trim().toLowerCase()) : undefined) ?? fail()
}

export function textOf(value: Value): string {
  if (typeof value === 'number') return javaText(value)
  if (value instanceof Thing) return value.text
  return typeof value === 'object' && value !== null ? fail() : String(value)
}

/** Java says 1.0 for 1 and 1.0E10 for 1e10. */
function javaText(real: number): string {
  const size = Math.abs(real)
  if (!Number.isFinite(real)) return String(real)
  if (real === 0 || (size >= 1e-3 && size < 1e7))
    return Number.isInteger(real) ? real.toFixed(1) : String(real)
  const [digits, exponent] = real.toExponential().split('e')
  return `${digits!}${digits!.includes('.') ? '' : '.0'}E${String(Number(exponent))}`
}

const isNumeric = (value: Value): value is Numeric => typeof value === 'bigint' || typeof value === 'number'

/** A text equals no number: `'1' == 1` is false. */
export function isEqual(left: Value, right: Value): boolean {
  // A bigint and a number are equal when one converts to the other, as in Java.
  if (isNumeric(left) && isNumeric(right))
    return typeof left === typeof right ? left === right : Number(left) === Number(right)
  if (left instanceof Thing && right instanceof Thing) return left.text === right.text
  return left === right
}

/** @returns below, at or above zero, or NaN. Nothing is less than null. A text does not compare with a number. */
export function compare(left: Value, right: Value): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null)
  if (isNumeric(left) && isNumeric(right)) return ordered(left, right)
  if (typeof left === 'string' && typeof right === 'string') return ordered(left, right)
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  return fail()
}

function ordered<T extends Numeric | string>(left: T, right: T): number {
  if (left < right) return -1
  return left > right ? 1 : left == right ? 0 : NaN
}

/** As Spring has it: what grows beyond is an error. */
const maxTextLength = 100_000

export function add(left: Value, right: Value): Value {
  if (typeof left !== 'string' && typeof right !== 'string') return arithmetic['+'](left, right)
  const text = textOf(left) + textOf(right)
  return text.length > maxTextLength ? fail() : text
}

/** Of whole numbers a whole one, cut to 64 bits; else a real one. A whole division by zero throws. */
const numeric =
  (whole: (left: bigint, right: bigint) => bigint, real: (left: number, right: number) => number) =>
  (left: Value, right: Value): Numeric => {
    if (!isNumeric(left) || !isNumeric(right)) return fail()
    if (typeof left === 'bigint' && typeof right === 'bigint') return BigInt.asIntN(64, whole(left, right))
    return real(Number(left), Number(right))
  }

export const arithmetic = {
  '+': numeric(
    (left, right) => left + right,
    (left, right) => left + right,
  ),
  '-': numeric(
    (left, right) => left - right,
    (left, right) => left - right,
  ),
  '*': numeric(
    (left, right) => left * right,
    (left, right) => left * right,
  ),
  '/': numeric(
    (left, right) => left / right,
    (left, right) => left / right,
  ),
  '%': numeric(
    (left, right) => left % right,
    (left, right) => left % right,
  ),
} as const
