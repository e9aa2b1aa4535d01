/** The known key a mistyped one most likely meant; undefined when none is close. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const wanted = key.toLowerCase()
  let best: { key: string; edits: number } | undefined
  for (const candidate of known) {
    const edits = editsBetween(wanted, candidate.toLowerCase())
    if (edits <= mostEdits(wanted, candidate) && edits < (best?.edits ?? Infinity))
      best = { key: candidate, edits }
  }
  return best?.key
}

const mostEdits = (key: string, candidate: string): number =>
  Math.max(2, Math.floor(Math.max(key.length, candidate.length) / 3))

/** Levenshtein distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
