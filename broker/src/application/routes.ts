import { AntPattern, type PathVariables, isPattern } from '../destination/ant-pattern.ts'

const noVariables: PathVariables = Object.freeze({})

/** Values by path: an exact name first, then the most specific pattern that matches. */
export class Routes<Value> {
  readonly #exact = new Map<string, Value>()
  readonly #patterns: { readonly pattern: AntPattern; readonly value: Value }[] = []

  get patterns(): readonly string[] {
    return [...this.#exact.keys(), ...this.#patterns.map(({ pattern }) => pattern.text)]
  }

  /** @throws TypeError when the pattern is there already. */
  add(text: string, value: Value): void {
    const path = text.startsWith('/') ? text : `/${text}`
    if (this.patterns.includes(path)) throw new TypeError(`The route ${path} is defined twice.`)
    if (isPattern(path)) this.#addPattern(new AntPattern(path), value)
    else this.#exact.set(path, value)
  }

  #addPattern(pattern: AntPattern, value: Value): void {
    this.#patterns.push({ pattern, value })
    this.#patterns.sort((one, other) => one.pattern.generality - other.pattern.generality)
  }

  find(path: string): { readonly value: Value; readonly params: PathVariables } | undefined {
    const value = this.#exact.get(path)
    if (value !== undefined) return { value, params: noVariables }
    for (const { pattern, value } of this.#patterns) {
      const params = pattern.match(path)
      if (params) return { value, params }
    }
    return undefined
  }
}
