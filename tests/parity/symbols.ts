const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const day = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:\d\d)`

/** Names for what differs from run to run. One for each play of a scenario: names are given by first appearance. */
export class Symbols {
  readonly #sessions = new Map<string, string>()
  readonly #numbers = new Set<string>()
  readonly #baseUrl: string

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl
  }

  /** @param own the channel that received the text: a session's id is first seen by the session itself */
  in(text: string, own: string): string {
    return text
      .replaceAll(this.#baseUrl, '<base>')
      .replaceAll(this.#baseUrl.replace('http://', ''), '<host>')
      .replaceAll(uuid, (id) => this.#sessionOf(id, own))
      .replaceAll(
        /(message-id:[^⏎"\\]*-)(\d+)(?=⏎|\\+n)/g,
        (_, before: string, n: string) => `${before}${this.#numberOf(n)}`,
      )
      .replace(/"entropy":-?\d+/, '"entropy":<n>')
      .replaceAll(new RegExp(day, 'g'), '<date>')
      .replace(/^expires: .*/, 'expires: <date>')
  }

  #sessionOf(id: string, own: string): string {
    const known = this.#sessions.get(id)
    if (known !== undefined) return known
    const isTaken = [...this.#sessions.values()].includes(`<sid:${own}>`)
    const name = isTaken ? `<sid:${own}-${this.#sessions.size}>` : `<sid:${own}>`
    this.#sessions.set(id, name)
    return name
  }

  /** Its value says nothing; that it is given only once does. */
  #numberOf(digits: string): string {
    if (this.#numbers.has(digits)) return '<n again>'
    this.#numbers.add(digits)
    return '<n>'
  }
}
