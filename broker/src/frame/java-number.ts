const largest = { int: 2n ** 31n - 1n, long: 2n ** 63n - 1n }

/**
 * A whole number as Java reads one: an optional sign, then decimal digits of any script, within the type's range; no spaces.
 * @returns the index at which reading failed, or -1.
 */
export function parseJavaNumber(text: string, type: 'int' | 'long'): { value: number; failedAt: number } {
  const isNegative = text.startsWith('-')
  const limit = largest[type] + (isNegative ? 1n : 0n)
  const first = isNegative || text.startsWith('+') ? 1 : 0
  let magnitude = 0n
  for (let at = first; at < text.length; at++) {
    const digit = digitOf(text.charCodeAt(at))
    magnitude = magnitude * 10n + BigInt(digit)
    if (digit < 0 || magnitude > limit) return { value: NaN, failedAt: at }
  }
  if (text.length === first) return { value: NaN, failedAt: first }
  return { value: Number(isNegative ? -magnitude : magnitude), failedAt: -1 }
}

/** @returns -1 for what is no decimal digit. */
function digitOf(unit: number): number {
  if (unit < 0x80) return unit >= 0x30 && unit <= 0x39 ? unit - 0x30 : -1
  if (!isDigit(unit)) return -1
  // Unicode keeps the ten digits of a script together, from a code that ends in 0 or in 6.
  const low = unit & 15
  return low < 10 && isDigit(unit - low) ? low : low - 6
}

const isDigit = (unit: number): boolean => /^\p{Nd}$/u.test(String.fromCharCode(unit))
