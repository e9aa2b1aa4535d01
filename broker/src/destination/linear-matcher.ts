/**
 * Regular expressions in linear time.
 *
 * An engine that backtracks tries one way through an expression after the other, and there may be 2ⁿ of them. This one walks all ways at
 * once: a *program* of small steps, and a list of *threads*, each a place in the program, that take every character of the text together.
 * Two threads at one place have the same future, so only the first is kept: a text of n characters costs at most n × the steps of the program.
 *
 * The list is in order of preference (what a greedy expression would try first stands first), so the first thread that ends is the one
 * a backtracking engine would have found, captures included. The idea is Thompson's and Pike's.
 */

/** Code points, inclusive. */
export type Range = readonly [from: number, to: number]

/** An expression, taken apart. Captures stand in a sequence only, never within a repetition. */
export type Node =
  | { readonly kind: 'take'; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  | { readonly kind: 'capture'; readonly name: string; readonly body: Node }
  | Repeat

export interface Repeat {
  readonly kind: 'repeat'
  readonly body: Node
  readonly min: number
  /** May be Infinity. */
  readonly max: number
  readonly isGreedy: boolean
}

/** How large the program of an expression gets, told without making it: `((a{99}){99}){99}` is short. */
export function sizeOf(node: Node): number {
  if (node.kind === 'take') return Math.max(1, node.ranges.length)
  if (node.kind === 'capture') return 2 + sizeOf(node.body)
  if (node.kind === 'repeat') {
    const size = sizeOf(node.body)
    const optional = node.max === Infinity ? 1 : node.max - node.min
    return node.min * Math.max(1, size) + optional * (1 + size)
  }
  if (node.kind === 'choice') return node.branches.reduce((sum, branch) => sum + 2 + sizeOf(branch), 0)
  return node.parts.reduce((sum, part) => sum + sizeOf(part), 0)
}

type Step =
  | { readonly does: 'take'; readonly ranges: readonly Range[] }
  | { readonly does: 'mark' }
  | { readonly does: 'end' }
  | { readonly does: 'jump'; to: number }
  | { readonly does: 'fork'; preferred: number; other: number }

/** Where captures began and ended, the latest first. */
interface Mark {
  readonly at: number
  readonly before: Mark | undefined
}

interface Threads {
  readonly places: number[]
  readonly marks: (Mark | undefined)[]
}

export class LinearMatcher {
  readonly #steps: Step[] = []
  readonly #names: string[] = []
  /** For each step the last round in which a thread came there. A round is a character, of all the texts there ever were. */
  readonly #visited: Float64Array
  #round = 0

  constructor(node: Node) {
    this.#compile(node)
    this.#steps.push({ does: 'end' })
    this.#visited = new Float64Array(this.#steps.length)
  }

  /** Matches the whole text, and puts what was captured into `variables`, if it did. */
  match(text: string, variables: Record<string, string>): boolean {
    this.#round++
    let threads: Threads = { places: [], marks: [] }
    this.#advance(threads, 0, undefined, 0)
    for (let at = 0; at < text.length && threads.places.length > 0;) {
      const character = text.codePointAt(at)!
      at += character > 0xffff ? 2 : 1
      threads = this.#take(threads, character, at)
    }
    const ended = threads.places.findIndex((place) => this.#steps[place]!.does === 'end')
    if (ended < 0) return false
    this.#capture(text, threads.marks[ended], variables)
    return true
  }

  #take(threads: Threads, character: number, at: number): Threads {
    const next: Threads = { places: [], marks: [] }
    this.#round++
    threads.places.forEach((place, index) => {
      const step = this.#steps[place]!
      if (step.does === 'take' && isWithin(character, step.ranges))
        this.#advance(next, place + 1, threads.marks[index], at)
    })
    return next
  }

  /** Follows a thread to all places where it takes a character or ends. A stack of its own: an expression may be long. */
  #advance(threads: Threads, from: number, marks: Mark | undefined, at: number): void {
    const pending: [place: number, marks: Mark | undefined][] = [[from, marks]]
    for (let thread = pending.pop(); thread !== undefined; thread = pending.pop()) {
      const [place, marks] = thread
      if (this.#visited[place] === this.#round) continue
      this.#visited[place] = this.#round
      const step = this.#steps[place]!
      if (step.does === 'jump') pending.push([step.to, marks])
      else if (step.does === 'mark') pending.push([place + 1, { at, before: marks }])
      else if (step.does === 'fork') pending.push([step.other, marks], [step.preferred, marks])
      else threads.marks[threads.places.push(place) - 1] = marks
    }
  }

  /** Captures do not nest, so marks are end, start, end, start … from the last name to the first. */
  #capture(text: string, last: Mark | undefined, variables: Record<string, string>): void {
    const values: string[] = []
    for (let end = last; end?.before; end = end.before.before) values.push(text.slice(end.before.at, end.at))
    values.reverse().forEach((value, index) => (variables[this.#names[index]!] = value))
  }

  #compile(node: Node): void {
    if (node.kind === 'take') this.#steps.push({ does: 'take', ranges: node.ranges })
    else if (node.kind === 'sequence') for (const part of node.parts) this.#compile(part)
    else if (node.kind === 'choice') this.#compileChoice(node.branches)
    else if (node.kind === 'repeat') this.#compileRepeat(node)
    else {
      this.#names.push(node.name)
      this.#steps.push({ does: 'mark' })
      this.#compile(node.body)
      this.#steps.push({ does: 'mark' })
    }
  }

  #compileChoice(branches: readonly Node[]): void {
    const exits = branches.slice(0, -1).map((branch) => {
      const fork = this.#fork()
      this.#compile(branch)
      const exit = { does: 'jump' as const, to: 0 }
      this.#steps.push(exit)
      fork.other = this.#steps.length
      return exit
    })
    this.#compile(branches.at(-1)!)
    for (const exit of exits) exit.to = this.#steps.length
  }

  /** Without a bound it is `(x+)?`, never a loop that begins with its test: then an empty `x` would hide the way out behind it. */
  #compileRepeat({ body, min, max, isGreedy }: Repeat): void {
    for (let count = 0; count < min; count++) this.#compile(body)
    const forks: Fork[] = []
    for (let count = min; count < (max === Infinity ? min + 1 : max); count++) {
      forks.push(this.#fork())
      const start = this.#steps.length
      this.#compile(body)
      if (max === Infinity) forks.push(this.#fork(start))
    }
    for (const fork of forks) fork.other = this.#steps.length
    if (!isGreedy) for (const fork of forks) [fork.preferred, fork.other] = [fork.other, fork.preferred]
  }

  #fork(preferred = this.#steps.length + 1): Fork {
    const fork: Fork = { does: 'fork', preferred, other: 0 }
    this.#steps.push(fork)
    return fork
  }
}

type Fork = Extract<Step, { does: 'fork' }>

const isWithin = (character: number, ranges: readonly Range[]): boolean =>
  ranges.some(([from, to]) => from <= character && character <= to)
