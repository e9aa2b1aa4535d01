import measure from 'fast-string-truncated-width'

/** Hangul that comes in parts is shown in whole syllables. */
const composed = (text: string): string => text.normalize('NFC')

/** Columns of a terminal: two for each Hangul syllable and each emoji. */
export const columnsOf = (text: string): number => measure(composed(text)).width

export const padded = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)))

/** As much as fits into so many columns. */
export function startOf(text: string, columns: number): string {
  const shown = composed(text)
  return shown.slice(0, measure(shown, { limit: columns }).index)
}

/** The same, and where something is missing it ends in `…`. */
export function shortened(text: string, columns: number): string {
  const shown = composed(text)
  const { index, ellipsed } = measure(shown, { limit: columns, ellipsis: '…' })
  return ellipsed ? `${shown.slice(0, index)}…` : shown
}

/** Lines of whole words. A word that is longer has a line of its own, and is not cut. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || columnsOf(longer) <= columns) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}
