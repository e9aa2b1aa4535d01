/**
 * The candidate that a mistyped name most likely meant: the fewest edits away, whatever the case of its letters, and no more
 * than a third of them.
 * @returns undefined when none is that close.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.slice(0, longest).toLowerCase()
  let best: { readonly candidate: string; readonly edits: number } | undefined
  for (const candidate of candidates) {
    const edits = editDistance(wanted, candidate.toLowerCase())
    if (edits <= mostEdits(wanted, candidate) && edits < (best?.edits ?? Infinity))
      best = { candidate, edits }
  }
  return best?.candidate
}

/** Of what a client wrote no more is looked at. */
const longest = 255

const mostEdits = (name: string, candidate: string): number =>
  Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3))

/** Letters to be added, left out or replaced, and neighbours that changed places: one edit each. */
function editDistance(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swapped = isSwapped ? before[j - 2]! + 1 : Infinity
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1))
    }
    before = row
    row = next
  }
  return row[to.length]!
}
