import type { Message } from '../../frame/encoder.ts'
import { element, property, wholeMessage } from './headers.ts'
import { type Operator, products, relations, sums } from './operators.ts'
import { maxPatternSize, parsePattern } from './pattern.ts'
import { SelectorError } from './selector-error.ts'
import { type Token, tokensOf } from './tokens.ts'
import { arithmetic, fail, textOf, truthOf, type Value } from './values.ts'

/** A piece of an expression, which throws where Spring's evaluation fails. */
type Piece = (message: Message) => Value

const maxDepth = 32

/**
 * Of Spring's expression language what a selector can reach. Methods, types, beans and assignment are out of its reach in Spring
 * too: they are read, and fail when they are asked for.
 */
export class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  #patternSize = 0

  constructor(text: string) {
    this.#tokens = tokensOf(text)
  }

  /** Of all regular expressions that were read. */
  get patternSize(): number {
    return this.#patternSize
  }

  /** @throws SelectorError */
  whole(): Piece {
    const piece = this.#expression()
    return this.#next.kind === 'end' ? piece : this.#unexpected('the end')
  }

  #expression(): Piece {
    this.#enter()
    const piece = this.#rest(this.#or())
    this.#depth--
    return piece
  }

  #rest(piece: Piece): Piece {
    if (this.#eat('=')) {
      this.#expression()
      return fail
    }
    if (this.#eat('?:')) return orElse(piece, this.#expression())
    return this.#eat('?') ? this.#choice(piece) : piece
  }

  #choice(condition: Piece): Piece {
    const yes = this.#expression()
    this.#expect(':')
    const no = this.#expression()
    return (message) => (truthOf(condition(message)) ? yes(message) : no(message))
  }

  #or(): Piece {
    const pieces = [this.#and()]
    while (this.#eat('||', 'or')) pieces.push(this.#and())
    return pieces.length === 1 ? pieces[0]! : (message) => pieces.some((piece) => truthOf(piece(message)))
  }

  #and(): Piece {
    const pieces = [this.#relation()]
    while (this.#eat('&&', 'and')) pieces.push(this.#relation())
    return pieces.length === 1 ? pieces[0]! : (message) => pieces.every((piece) => truthOf(piece(message)))
  }

  #relation(): Piece {
    const left = this.#sum()
    if (this.#eat('matches')) return this.#matching(left)
    const operator = this.#operator(relations)
    return operator ? binary(operator, left, this.#sum()) : left
  }

  #matching(text: Piece): Piece {
    const token = this.#next
    if (token.kind !== 'text') return this.#unexpected("a regular expression in '…'")
    this.#at++
    const { size, matches } = parsePattern(token.text, token.at)
    this.#patternSize += size
    if (this.#patternSize > maxPatternSize)
      throw new SelectorError('the regular expressions are too large together')
    return (message) => {
      const value = text(message)
      return value === null ? fail() : matches(textOf(value))
    }
  }

  #sum(): Piece {
    return this.#chain(sums, () => this.#product())
  }

  #product(): Piece {
    return this.#chain(products, () => this.#unary())
  }

  #chain(operators: ReadonlyMap<string, Operator>, operand: () => Piece): Piece {
    let left = operand()
    for (let operator = this.#operator(operators); operator; operator = this.#operator(operators))
      left = binary(operator, left, operand())
    return left
  }

  #unary(): Piece {
    if (this.#eat('!', 'not')) return this.#prefixed((value) => !truthOf(value))
    if (this.#eat('-')) return this.#prefixed((value) => arithmetic['-'](0n, value))
    if (this.#eat('+')) return this.#prefixed((value) => arithmetic['+'](0n, value))
    if (this.#eat('++', '--')) return this.#prefixed(fail)
    const piece = this.#path()
    return this.#eat('++', '--') ? fail : piece
  }

  #prefixed(operator: (value: Value) => Value): Piece {
    this.#enter()
    const operand = this.#unary()
    this.#depth--
    return (message) => operator(operand(message))
  }

  #path(): Piece {
    let piece = this.#start()
    for (;;) {
      if (this.#eat('.')) piece = this.#member(piece, fail)
      else if (this.#eat('?.')) piece = this.#member(piece, () => null)
      else if (this.#eat('[')) piece = this.#element(piece)
      else return piece
    }
  }

  #member(of: Piece, ofNull: () => Value): Piece {
    const name = this.#name()
    const isMethod = this.#eat('(')
    if (isMethod) this.#list(')')
    return (message) => {
      const value = of(message)
      if (value === null) return ofNull()
      return isMethod ? fail() : property(value, name, message)
    }
  }

  #element(of: Piece): Piece {
    const key = this.#key()
    this.#expect(']')
    return (message) => element(of(message), key(message), message)
  }

  /** A name alone in brackets is a text. */
  #key(): Piece {
    const token = this.#next
    const isName = token.kind === 'name' && this.#tokens[this.#at + 1]?.text === ']'
    if (!isName || constants.has(token.text.toLowerCase())) return this.#expression()
    this.#at++
    return () => token.text
  }

  #start(): Piece {
    const token = this.#next
    if (token.kind === 'name') return this.#named()
    if (token.kind === 'text' || token.kind === 'whole' || token.kind === 'real') return this.#literal()
    if (this.#eat('(')) return this.#inParentheses()
    if (this.#eat('{')) return listOf(this.#list('}'))
    if (this.#eat('#')) return this.#variable()
    return this.#eat('@', '&') ? this.#bean() : this.#unexpected('a value')
  }

  #named(): Piece {
    const name = this.#name()
    const constant = constants.get(name.toLowerCase())
    if (constant !== undefined) return () => constant
    if (name === 'T') return this.#type()
    if (name === 'new') return this.#construction()
    if (this.#eat('(')) return this.#failing(')')
    return (message) => property(wholeMessage, name, message)
  }

  #literal(): Piece {
    const token = this.#next
    this.#at++
    const value = token.kind === 'text' ? token.text : numberOf(token)
    return () => value
  }

  #inParentheses(): Piece {
    const piece = this.#expression()
    this.#expect(')')
    return piece
  }

  #variable(): Piece {
    const name = this.#name()
    const value = name === 'root' || name === 'this' ? wholeMessage : null
    return () => value
  }

  #bean(): Piece {
    if (this.#next.kind === 'text') this.#at++
    else this.#name()
    return fail
  }

  #type(): Piece {
    this.#expect('(')
    this.#qualifiedName()
    this.#expect(')')
    return fail
  }

  #construction(): Piece {
    this.#qualifiedName()
    this.#expect('(')
    return this.#failing(')')
  }

  #qualifiedName(): void {
    do this.#name()
    while (this.#eat('.'))
  }

  #failing(closing: string): Piece {
    this.#list(closing)
    return fail
  }

  #list(closing: string): readonly Piece[] {
    const pieces: Piece[] = []
    if (this.#eat(closing)) return pieces
    do pieces.push(this.#expression())
    while (this.#eat(','))
    this.#expect(closing)
    return pieces
  }

  get #next(): Token {
    return this.#tokens[this.#at]!
  }

  #enter(): void {
    if (++this.#depth > maxDepth)
      throw new SelectorError(`it nests more than ${String(maxDepth)} deep at character ${place(this.#next)}`)
  }

  /** The word or sign that comes next, words in lower case; nothing for a text. */
  get #word(): string {
    const { kind, text } = this.#next
    return kind === 'name' || kind === 'sign' ? text.toLowerCase() : ''
  }

  #eat(...words: readonly string[]): boolean {
    const isNext = words.includes(this.#word)
    if (isNext) this.#at++
    return isNext
  }

  #operator(operators: ReadonlyMap<string, Operator>): Operator | undefined {
    const operator = operators.get(this.#word)
    if (operator) this.#at++
    return operator
  }

  #expect(sign: string): void {
    if (!this.#eat(sign)) this.#unexpected(`"${sign}"`)
  }

  #name(): string {
    const { kind, text } = this.#next
    if (kind !== 'name') return this.#unexpected('a name')
    this.#at++
    return text
  }

  #unexpected(expected: string): never {
    const { kind, text } = this.#next
    const found = kind === 'end' ? 'the end' : kind === 'text' ? `the text '${text}'` : `"${text}"`
    throw new SelectorError(`at character ${place(this.#next)} stands ${found}, not ${expected}`)
  }
}

const constants: ReadonlyMap<string, Value> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

const place = (token: Token): string => String(token.at + 1)

const binary =
  (operator: Operator, left: Piece, right: Piece): Piece =>
  (message) =>
    operator(left(message), right(message))

const listOf =
  (pieces: readonly Piece[]): Piece =>
  (message) =>
    pieces.map((piece) => piece(message))

/** Elvis: an empty text counts as none. */
const orElse =
  (piece: Piece, otherwise: Piece): Piece =>
  (message) => {
    const value = piece(message)
    return value === null || value === '' ? otherwise(message) : value
  }

function numberOf(token: Token): bigint | number {
  const digits = token.text.replace(/[lL]$/, '')
  if (token.kind === 'real') return realOf(token.text)
  const isLong = digits !== token.text
  const value = BigInt(digits)
  if (value < 2n ** (isLong ? 63n : 31n)) return value
  throw new SelectorError(`the number ${token.text} at character ${place(token)} is too large`)
}

function realOf(text: string): number {
  const value = Number(text.replace(/[dDfF]$/, ''))
  return /[fF]$/.test(text) ? Math.fround(value) : value
}
