import type { Node, Range } from './linear-matcher.ts'

const lastCodePoint = 0x10ffff
export const anyCharacter: readonly Range[] = [[0, lastCodePoint]]
const shorthands: Readonly<Record<string, readonly Range[]>> = {
  d: [[0x30, 0x39]],
  w: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x5f, 0x5f],
    [0x61, 0x7a],
  ],
  s: [
    [9, 13],
    [32, 32],
  ],
}
const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }
const maxDepth = 50

const supported =
  'Supported are characters, ".", [classes], \\d \\w \\s and their opposites, ( ), |, and * + ? {n,m}.'

/**
 * Takes a regular expression apart: characters, `.`, classes, `\d \w \s \D \W \S`, groups, `|`, and `* + ? {n} {n,} {n,m}` with their lazy forms.
 * As in java.util.regex `\d`, `\w` and `\s` are ASCII. Groups do not capture: the variable around the expression does.
 * @throws TypeError naming what is wrong, or not supported.
 */
export function parseRegularExpression(text: string): Node {
  return new Parser(text).whole()
}

class Parser {
  readonly #text: string
  readonly #characters: readonly string[]
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#characters = Array.from(text)
  }

  whole(): Node {
    const node = this.#choice()
    if (this.#at < this.#characters.length) throw this.#wrong('has a ")" that closes nothing')
    return node
  }

  #choice(): Node {
    const branches = [this.#sequence()]
    while (this.#eat('|')) branches.push(this.#sequence())
    return branches.length === 1 ? branches[0]! : { kind: 'choice', branches }
  }

  #sequence(): Node {
    const parts: Node[] = []
    while (this.#next !== undefined && this.#next !== '|' && this.#next !== ')')
      parts.push(this.#repeated(this.#atom()))
    return { kind: 'sequence', parts }
  }

  #atom(): Node {
    const character = this.#shift()
    if (character === '(') return this.#group()
    if (character === '[') return { kind: 'take', ranges: this.#class() }
    if (character === '.') return { kind: 'take', ranges: anyCharacter }
    if (character === '\\') return { kind: 'take', ranges: this.#escape() }
    if (character === '^' || character === '$')
      throw this.#unsupported(`"${character}"`, 'An expression always has to match all of its text.')
    if ('*+?{'.includes(character)) throw this.#wrong(`has a "${character}" with nothing to repeat before it`)
    return { kind: 'take', ranges: single(character) }
  }

  #group(): Node {
    if (this.#eat('?') && !this.#eat(':')) throw this.#unsupported(`"(?${this.#ahead(1)}"`, supported)
    if (++this.#depth > maxDepth) throw this.#wrong(`nests more than ${String(maxDepth)} groups`)
    const node = this.#choice()
    if (!this.#eat(')')) throw this.#wrong('has a "(" that is not closed')
    this.#depth--
    return node
  }

  #repeated(body: Node): Node {
    const bounds = this.#bounds()
    if (bounds === undefined) return body
    const [min, max] = bounds
    const isGreedy = !this.#eat('?')
    if (isGreedy && this.#next === '+') throw this.#unsupported('a possessive quantifier', supported)
    return { kind: 'repeat', body, min, max, isGreedy }
  }

  #bounds(): readonly [min: number, max: number] | undefined {
    if (this.#eat('*')) return [0, Infinity]
    if (this.#eat('+')) return [1, Infinity]
    if (this.#eat('?')) return [0, 1]
    return this.#eat('{') ? this.#countedBounds() : undefined
  }

  #countedBounds(): readonly [min: number, max: number] {
    const min = this.#number()
    const max = this.#eat(',') ? (this.#next === '}' ? Infinity : this.#number()) : min
    if (!this.#eat('}') || Number.isNaN(min + max) || min > max)
      throw this.#wrong('has a quantifier that is none of {n} {n,} {n,m}')
    return [min, max]
  }

  #number(): number {
    let digits = ''
    while (this.#next !== undefined && /^[0-9]$/.test(this.#next)) digits += this.#shift()
    return digits === '' ? NaN : Number(digits)
  }

  #class(): readonly Range[] {
    const isNegated = this.#eat('^')
    if (this.#next === ']') throw this.#wrong('has an empty class "[]"')
    const ranges: Range[] = []
    while (!this.#eat(']')) ranges.push(...this.#classItem())
    return isNegated ? complement(ranges) : ranges
  }

  #classItem(): readonly Range[] {
    const from = this.#classCharacter()
    const isRange = this.#next === '-' && this.#ahead(2) !== '-]' && isSingle(from)
    if (!isRange) return from
    this.#shift()
    const to = this.#classCharacter()
    if (!isSingle(to) || to[0]![0] < from[0]![0])
      throw this.#wrong('has a range in a class that goes backwards')
    return [[from[0]![0], to[0]![0]]]
  }

  #classCharacter(): readonly Range[] {
    if (this.#next === undefined) throw this.#wrong('has a "[" that is not closed')
    if (this.#next === '[')
      throw this.#unsupported('a class within a class', 'Write "\\[" for the character.')
    if (this.#ahead(2) === '&&') throw this.#unsupported('"&&" in a class', supported)
    const character = this.#shift()
    return character === '\\' ? this.#escape() : single(character)
  }

  #escape(): readonly Range[] {
    if (this.#next === undefined) throw this.#wrong('ends with a backslash')
    const character = this.#shift()
    const shorthand = shorthands[character.toLowerCase()]
    if (shorthand) return character in shorthands ? shorthand : complement(shorthand)
    const control = controls[character]
    if (control === undefined && /^[a-z0-9]$/i.test(character))
      throw this.#unsupported(`"\\${character}"`, supported)
    return single(control ?? character)
  }

  get #next(): string | undefined {
    return this.#characters[this.#at]
  }

  #ahead(characters: number): string {
    return this.#characters.slice(this.#at, this.#at + characters).join('')
  }

  #eat(character: string): boolean {
    if (this.#next !== character) return false
    this.#at++
    return true
  }

  #shift(): string {
    return this.#characters[this.#at++]!
  }

  #wrong(what: string): TypeError {
    return new TypeError(`The regular expression ${this.#text} ${what}.`)
  }

  #unsupported(what: string, hint: string): TypeError {
    return new TypeError(`The regular expression ${this.#text} has ${what}, which is not supported. ${hint}`)
  }
}

export function single(character: string): readonly [Range] {
  const codePoint = character.codePointAt(0)!
  return [[codePoint, codePoint]]
}

const isSingle = (ranges: readonly Range[]): boolean => ranges.length === 1 && ranges[0]![0] === ranges[0]![1]

function complement(ranges: readonly Range[]): readonly Range[] {
  const gaps: Range[] = []
  let from = 0
  for (const range of ranges.toSorted((one, other) => one[0] - other[0])) {
    if (range[0] > from) gaps.push([from, range[0] - 1])
    from = Math.max(from, range[1] + 1)
  }
  return from > lastCodePoint ? gaps : [...gaps, [from, lastCodePoint]]
}
