import { AntPattern, isPattern } from '../destination/ant-pattern.ts'
import { compareSpecificity } from '../destination/specificity.ts'
import type { Params } from './path-params.ts'
import { variablesIn } from './route-pattern.ts'

export interface Match<Value> {
  readonly value: Value
  readonly params: Params<string>
}

interface PatternRoute<Value> {
  readonly pattern: AntPattern
  readonly value: Value
}

const noVariables: Params<string> = Object.freeze({})

/** Values by path: an exact name first, then the most specific pattern that matches. */
export class Routes<Value> {
  readonly #separator: string
  readonly #exact = new Map<string, Match<Value>>()
  readonly #patterns: PatternRoute<Value>[] = []
  /** Patterns by what they take, whatever they call it. */
  readonly #taken = new Map<string, string>()

  constructor(separator: string) {
    this.#separator = separator
  }

  get patterns(): readonly string[] {
    return [...this.#taken.values()]
  }

  /** @throws TypeError when what it takes is taken already, or a regular expression in it cannot be used. */
  add(text: string, value: Value): void {
    const { shape } = variablesIn(text)
    const taken = this.#taken.get(shape)
    if (taken === text) throw new TypeError(`The route ${text} is defined twice.`)
    if (taken !== undefined) throw new TypeError(`The route ${text} takes the same as ${taken}.`)
    if (isPattern(text)) this.#patterns.push({ pattern: new AntPattern(text, this.#separator), value })
    else this.#exact.set(text, { value, params: noVariables })
    this.#taken.set(shape, text)
  }

  takes(path: string): boolean {
    return this.#exact.has(path) || this.#patterns.some(({ pattern }) => pattern.match(path) !== undefined)
  }

  /** @throws Error when two patterns match and neither is more specific. */
  find(path: string): Match<Value> | undefined {
    return this.#exact.get(path) ?? this.#mostSpecific(path)
  }

  #mostSpecific(path: string): Match<Value> | undefined {
    let best: (Match<Value> & PatternRoute<Value>) | undefined
    let equal: AntPattern | undefined
    for (const { pattern, value } of this.#patterns) {
      const params = pattern.match(path)
      if (params === undefined) continue
      const order = best === undefined ? -1 : compareSpecificity(pattern, best.pattern, path)
      if (order === 0) equal = pattern
      if (order >= 0) continue
      best = { pattern, value, params }
      equal = undefined
    }
    if (best && equal)
      throw new Error(
        `${path} is taken by ${best.pattern.text} and by ${equal.text}, and neither is more specific.`,
      )
    return best
  }
}
