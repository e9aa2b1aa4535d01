import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Columns of a terminal: two for each Hangul syllable and each emoji. */
export const columnsOf = (text: string): number => stringWidth(text)

export const padded = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)))

/** As much as fits into so many columns. */
export function startOf(text: string, columns: number): string {
  let left = columns
  let start = ''
  for (const { segment } of graphemes.segment(text)) {
    left -= columnsOf(segment)
    if (left < 0) break
    start += segment
  }
  return start
}

/** The same, and where something is missing it ends in `…`. */
export const shortened = (text: string, columns: number): string =>
  columnsOf(text) <= columns ? text : `${startOf(text, columns - 1)}…`

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
