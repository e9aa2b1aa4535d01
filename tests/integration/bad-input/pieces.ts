export const cuts = ['whole', 'byte by byte', 'random pieces'] as const

export type Cut = (typeof cuts)[number]

export type Random = () => number

/** The same numbers for the same seed, 0 to 1. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What is longer is cut into single bytes at both ends alone. */
const mostSingleBytes = 512

/** @param isText whether a character may not be cut, as where pieces travel as text. */
export function piecesOf(bytes: Uint8Array, cut: Cut, isText: boolean, random: Random): Uint8Array[] {
  if (cut === 'whole') return [bytes]
  const end = bytes.length
  const places = cut === 'byte by byte' ? singleBytes(end) : randomPlaces(end, random)
  const starts = [0, ...places.filter((at) => !isText || !isContinuation(bytes[at]!))]
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1] ?? end))
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80

function singleBytes(end: number): number[] {
  const all = Array.from({ length: end - 1 }, (_, at) => at + 1)
  if (end <= mostSingleBytes) return all
  return [...all.slice(0, mostSingleBytes / 2), ...all.slice(-mostSingleBytes / 2)]
}

/** Up to ten. */
function randomPlaces(end: number, random: Random): number[] {
  const count = 1 + Math.floor(random() * 10)
  const places = Array.from({ length: count }, () => 1 + Math.floor(random() * (end - 1)))
  return [...new Set(places)].filter((at) => at < end).toSorted((a, b) => a - b)
}
