/** A destination with `{name}`s to be filled from a pattern's variables. */
export class DestinationTemplate {
  readonly text: string
  /** Literals at even places, names at odd ones. */
  readonly #pieces: readonly string[]

  constructor(text: string) {
    this.text = text
    this.#pieces = text.split(/\{([^{}]*)\}/)
  }

  get variables(): readonly string[] {
    return this.#pieces.filter((_, index) => index % 2 === 1)
  }

  /** What stands before the first variable. */
  get beginning(): string {
    return this.#pieces[0]!
  }

  /** @throws TypeError naming a variable that is not there. */
  fill(params: Readonly<Record<string, string>>): string {
    const pieces = this.#pieces
    if (pieces.length === 1) return this.text
    let filled = pieces[0]!
    for (let index = 1; index < pieces.length; index += 2) {
      const value = params[pieces[index]!]
      if (value === undefined) throw new TypeError(`${this.text}: there is no variable {${pieces[index]!}}.`)
      filled += value + pieces[index + 1]!
    }
    return filled
  }
}
