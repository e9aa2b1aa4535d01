/** Characters in order; undefined is any one character. */
type Piece = readonly (string | undefined)[]

/**
 * Text with `*` for any run of characters and `?` for one, which is nearly every pattern there is. What stands between two stars is taken
 * where it comes first, so nothing is tried twice: a text of n characters costs at most n × the longest piece, and mostly n.
 */
export class GlobMatcher {
  readonly #pieces: readonly Piece[]

  /** @param pieces what stands before, between and behind the stars. */
  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
  }

  match(text: string): boolean {
    const characters = Array.from(text)
    const first = this.#pieces[0]!
    if (!standsAt(characters, first, 0)) return false
    if (this.#pieces.length === 1) return characters.length === first.length
    const last = this.#pieces.at(-1)!
    const end = characters.length - last.length
    let at = first.length
    for (const piece of this.#pieces.slice(1, -1)) {
      while (at + piece.length <= end && !standsAt(characters, piece, at)) at++
      at += piece.length
    }
    return at <= end && standsAt(characters, last, end)
  }
}

function standsAt(characters: readonly string[], piece: Piece, start: number): boolean {
  if (start + piece.length > characters.length) return false
  return piece.every((character, index) => character === undefined || character === characters[start + index])
}
