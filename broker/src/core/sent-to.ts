const maxRemembered = 1_024
const longest = 1_024

/** Destinations that were sent to, the newest of them: Spring remembers who reads there, and so a second SUBSCRIBE with one id. */
export class SentTo {
  readonly #destinations = new Set<string>()

  note(destination: string): void {
    if (destination.length > longest || this.#destinations.has(destination)) return
    this.#destinations.add(destination)
    if (this.#destinations.size <= maxRemembered) return
    for (const oldest of this.#destinations) return void this.#destinations.delete(oldest)
  }

  has(destination: string): boolean {
    return this.#destinations.has(destination)
  }
}
