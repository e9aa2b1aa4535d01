import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { compiled } from './compile.ts'
import { planLines } from './plan-lines.ts'
import type { GroupResult, Plan, Result } from './plan.ts'

const generatorCore = 1
const isPinned = availableParallelism() > generatorCore && spawnSync('taskset', ['--version']).status === 0

/** One plan, whole. `whenOpen` is awaited between the last step of the connections and the first publication. */
export async function generate(plan: Plan, whenOpen?: () => Promise<void>): Promise<Result> {
  const [result] = await generateTogether([plan], whenOpen)
  return result!
}

/** Plans that begin together, when the connections of all are open. */
export async function generateTogether(
  plans: readonly Plan[],
  whenOpen?: () => Promise<void>,
): Promise<Result[]> {
  const generators = plans.map((plan) => Generator.start(plan))
  try {
    await Promise.all(generators.map((each) => each.ready()))
    await whenOpen?.()
    return await Promise.all(generators.map((each) => each.run()))
  } finally {
    await Promise.all(generators.map((each) => each.end()))
  }
}

/** A load generator that runs: the program of `wsload/`, on a core of its own where there are two. */
export class Generator {
  readonly #plan: Plan
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #exit: Promise<unknown[]>
  readonly #connectMs: Promise<number>
  /** Whom the server cut, and why; or why it gave up. */
  #remarks = ''
  #hasFailed = false

  private constructor(plan: Plan, child: ChildProcess) {
    this.#plan = plan
    this.#child = child
    // Its output is whole by then.
    this.#exit = once(child, 'close')
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#remarks += text))
    // Written to one that has refused the plan: its remark says more.
    child.stdin!.on('error', () => {})
    child.stdin!.write(planLines(plan))
    this.#connectMs = this.#heard<{ ready: number }>().then(({ ready }) => ready)
    this.#connectMs.catch(() => {})
  }

  /** @throws Error when it is not compiled yet and cannot be: see `compile` */
  static start(plan: Plan): Generator {
    const [program, ...args] = isPinned
      ? (['taskset', '-c', String(generatorCore), compiled('wsload')] as const)
      : ([compiled('wsload')] as const)
    return new Generator(plan, spawn(program, args, { stdio: 'pipe' }))
  }

  /** @returns how long it took until every connection had gone through its steps, in ms */
  ready(): Promise<number> {
    return this.#connectMs
  }

  async run(): Promise<Result> {
    const connectMs = await this.#connectMs
    this.#child.stdin!.write('go\n')
    const result = await this.#heard<Omit<Result, 'connectMs' | 'groups'> & { groups: GroupResult[] }>()
    const groups = result.groups.map((group, index) => ({ ...group, name: this.#plan.groups[index]!.name }))
    return { connectMs, ...result, groups }
  }

  async end(): Promise<void> {
    this.#child.stdin!.end()
    await this.#exit
    if (!this.#hasFailed) process.stderr.write(this.#remarks)
  }

  async #heard<T>(): Promise<T> {
    const { value, done } = await this.#lines.next()
    if (!done) return JSON.parse(value) as T
    await this.#exit
    this.#hasFailed = true
    throw new Error(`The load generator gave up: ${this.#remarks.trim() || 'without a word'}`)
  }
}
