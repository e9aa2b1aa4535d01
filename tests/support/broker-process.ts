import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from './command.ts'

const built = fileURLToPath(new URL('../../broker/dist/cli/main.js', import.meta.url))

/** Less than the deadline that ends a reader which takes nothing, so that one guard is not taken for the other. */
const patienceMs = 8_000

/** A broker in a process and a folder of its own, so that a crash is seen and hurts nobody else. */
export class BrokerProcess implements AsyncDisposable {
  readonly command: Command
  readonly #folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
  port = 0

  private constructor(config: object | string) {
    const args = ['--port', '0', '--host', '127.0.0.1', '--json']
    if (typeof config === 'string') args.unshift(config)
    else writeFileSync(join(this.#folder, 'stompbox.config.json'), JSON.stringify(unhurried(config)))
    this.command = new Command(args, this.#folder)
  }

  /** @param config what stands in its configuration file, or the path of one. */
  static async start(config: object | string = {}): Promise<BrokerProcess> {
    if (!existsSync(built)) throw new Error(`There is no ${built}. Build it first: npm run build`)
    const broker = new BrokerProcess(config)
    const [, port] = await broker.command.prints(/"type":"listening".*"port":(\d+)/)
    broker.port = Number(port)
    return broker
  }

  /** What it died of, undefined while it lives. */
  get death(): string | undefined {
    const { exitCode, signalCode } = this.command.child
    if (exitCode === null && signalCode === null) return undefined
    return `${exitCode ?? signalCode}\n${this.command.stderr}`
  }

  /** Resolves when its log has said so, so many times from now on. Rejects when that takes too long. */
  async logs(text: string, times = 1): Promise<void> {
    const from = this.command.stdout.length
    const said = (): number => this.command.stdout.slice(from).split(text).length - 1
    const signal = AbortSignal.timeout(patienceMs)
    while (said() < times) await once(this.command.child.stdout!, 'data', { signal })
  }

  /** Memory that the process holds. */
  get residentBytes(): number {
    if (process.platform !== 'linux')
      return (
        1_024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.command.child.pid)]).toString())
      )
    const status = readFileSync(`/proc/${this.command.child.pid}/status`, 'utf8')
    return 1_024 * Number(/^VmRSS:\s*(\d+) kB/m.exec(status)![1])
  }

  /** How many times longer its work took so far because others had the processor; 1 where nothing says so. */
  get heldUp(): number {
    if (process.platform !== 'linux') return 1
    const [ranNs = 1, waitedNs = 0] = readFileSync(`/proc/${this.command.child.pid}/schedstat`, 'utf8')
      .split(' ')
      .map(Number)
    return (ranNs + waitedNs) / ranNs
  }

  get http(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Its TCP port; only with `tcp` in the configuration. */
  get tcp(): string {
    return /"tcp":"(.*?)"/.exec(this.command.stdout)![1]!
  }

  get ws(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.death === undefined) {
      this.command.child.kill('SIGKILL')
      await once(this.command.child, 'close')
    }
    rmSync(this.#folder, { recursive: true })
  }
}

/** Whatever else the machine does: to be late is no reason to turn the clients of a test away, unless it says so. */
function unhurried(config: { limits?: object }): object {
  return { ...config, limits: { maxLoopDelayMs: 60_000, ...config.limits } }
}
