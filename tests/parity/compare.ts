import type { StepRecord } from './transcript.ts'

/** Where two servers part: the lines that only one of them said, in the same place. */
export interface Difference {
  readonly step: string
  readonly channel: string
  readonly spring: readonly string[]
  readonly stompbox: readonly string[]
}

/** By how much what time brings may be early or late. */
const toleranceMs = 500

export function compare(spring: readonly StepRecord[], stompbox: readonly StepRecord[]): Difference[] {
  return spring.flatMap((record, index) => compareStep(record, stompbox[index]?.got ?? {}))
}

function compareStep({ step, got, waitMs }: StepRecord, own: StepRecord['got']): Difference[] {
  const channels = [...new Set([...Object.keys(got), ...Object.keys(own)])].sort()
  return channels.flatMap((channel) =>
    partings(got[channel] ?? [], own[channel] ?? [])
      .map(({ spring, stompbox }) => ({
        step,
        channel,
        spring: spring.filter((line) => !isAtTheEnd(line, waitMs)),
        stompbox: stompbox.filter((line) => !isAtTheEnd(line, waitMs)),
      }))
      .filter(({ spring, stompbox }) => spring.length + stompbox.length > 0),
  )
}

/** Whether it may just as well have come after the wait. */
const isAtTheEnd = (line: string, waitMs: number | undefined): boolean => {
  const { atMs } = timed(line)
  return waitMs !== undefined && atMs !== undefined && atMs >= waitMs - toleranceMs && atMs > toleranceMs
}

interface Parting {
  readonly spring: string[]
  readonly stompbox: string[]
}

/** By the longest common subsequence, as a diff of two files. */
function partings(a: readonly string[], b: readonly string[]): Parting[] {
  const common = commonLengths(a, b)
  const found: Parting[] = []
  let open: Parting | undefined
  const gap = (): Parting => (open ??= found[found.push({ spring: [], stompbox: [] }) - 1]!)
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && isSame(a[i]!, b[j]!)) {
      open = undefined
      i++
      j++
    } else if (j === b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      gap().spring.push(a[i++]!)
    } else {
      gap().stompbox.push(b[j++]!)
    }
  }
  return found
}

/** `[i][j]`: how many lines the ends from there on have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i]![j] = isSame(a[i]!, b[j]!)
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
    }
  }
  return lengths
}

function isSame(a: string, b: string): boolean {
  if (a === b) return true
  const [first, second] = [timed(a), timed(b)]
  if (first.atMs === undefined || second.atMs === undefined) return false
  return first.text === second.text && Math.abs(first.atMs - second.atMs) <= toleranceMs
}

function timed(line: string): { atMs?: number; text: string } {
  const [, seconds, text] = /^@([\d.]+)s (.*)$/s.exec(line) ?? []
  return seconds === undefined ? { text: line } : { atMs: Number(seconds) * 1000, text: text! }
}
