import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SpringVersion, Variant } from './scenario.ts'
import type { Peer, Server } from './server.ts'

const sources = fileURLToPath(new URL('spring-app', import.meta.url))
const cache = fileURLToPath(new URL('../../node_modules/.cache/stompbox-parity', import.meta.url))

const loggingSystem = 'org.springframework.boot.logging.LoggingSystem'

export interface Versions {
  readonly spring: string
  readonly boot: string
  readonly tomcat: string
  readonly java: string
}

export interface LaunchOptions {
  /** What becomes the program, such as `taskset -c 0`. */
  readonly launcher?: readonly string[]
  /** Instead of a small heap. */
  readonly java?: readonly string[]
}

/** The real thing: one process, a context of its own for each server. */
export class SpringApp implements Peer {
  readonly name: string
  readonly versions: Versions
  readonly #child: ChildProcess
  readonly #answers: Map<string, Answer>
  #count = 0

  private constructor(name: string, versions: Versions, child: ChildProcess, answers: Map<string, Answer>) {
    this.name = name
    this.versions = versions
    this.#child = child
    this.#answers = answers
  }

  /** @throws what Maven said, when it cannot be built. */
  static async launch(version: SpringVersion, options: LaunchOptions = {}): Promise<SpringApp> {
    const target = buildSpringApp(version)
    const log = openSync(join(target, 'server.log'), 'w')
    const logging = [`-Dlogback.configurationFile=${join(sources, 'logback.xml')}`, `-D${loggingSystem}=none`]
    const classes = `${join(target, 'classes')}:${join(target, 'lib')}/*`
    const { launcher = [], java: javaOptions = ['-Xmx256m'] } = options
    const java = ['java', ...javaOptions, ...logging, '-cp', classes, 'parity.Main']
    const [program, ...args] = [...launcher, ...java] as [string, ...string[]]
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', log] })
    const answers = new Map<string, Answer>()
    const first = new Promise<string[]>((resolve, reject) => answers.set('versions', { resolve, reject }))
    listen(child, answers, join(target, 'server.log'))
    const [spring, boot, tomcat, javaVersion] = (await first) as [string, string, string, string]
    return new SpringApp(`Spring ${spring}`, { spring, boot, tomcat, java: javaVersion }, child, answers)
  }

  get pid(): number {
    return this.#child.pid!
  }

  async start(variant: Variant): Promise<Server> {
    const name = `${variant}-${++this.#count}`
    const [port] = await this.#ask(`start ${name} ${variant}`, name)
    const startedMs = performance.now()
    let stopped: Promise<unknown> | undefined
    return {
      baseUrl: `http://localhost:${port}`,
      readyMs: (uptimeMs) => startedMs + uptimeMs,
      idle: async () => {
        if (stopped === undefined) await this.#ask(`idle ${name}`, name)
      },
      stop: async () => {
        await (stopped ??= this.#ask(`stop ${name}`, name))
      },
    }
  }

  #ask(command: string, name: string): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#answers.set(name, { resolve, reject })
      this.#child.stdin!.write(`${command}\n`)
    })
  }

  async quit(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.on('close', resolve))
    this.#child.stdin!.end('quit\n')
    await ended
  }
}

interface Answer {
  readonly resolve: (words: string[]) => void
  readonly reject: (error: Error) => void
}

function listen(child: ChildProcess, answers: Map<string, Answer>, log: string): void {
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [word, ...words] = line.split(' ')
    if (word === 'versions') return answers.get(word)?.resolve(words)
    const [name, ...rest] = words
    if (word === 'failed') answers.get(name!)?.reject(new Error(`Spring said: ${rest.join(' ')}. See ${log}`))
    else answers.get(name!)?.resolve(rest)
  })
  child.on('close', (code) => {
    for (const { reject } of answers.values()) reject(new Error(`Spring ended with ${code}. See ${log}`))
  })
}

/**
 * Unless that was done before.
 * @returns where its classes and jars are
 * @throws what Maven said
 */
export function buildSpringApp(version: SpringVersion): string {
  const target = join(cache, version)
  const digest = digestOfSources()
  const stamp = join(target, '.made-from')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return target
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const options = [
    '-q',
    '-B',
    '-f',
    join(sources, 'pom.xml'),
    '-P',
    `spring-${version}`,
    `-Dparity.target=${target}`,
  ]
  const command = ['mvn', ...options, 'compiler:compile', 'dependency:copy-dependencies'] as const
  const { status, stdout, error } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' })
  if (error !== undefined) throw new Error(`Spring is built by Maven with Java 17: ${error.message}`)
  if (status !== 0) throw new Error(`${command.join(' ')} failed:\n${stdout}`)
  writeFileSync(stamp, digest)
  return target
}

function digestOfSources(): string {
  const hash = createHash('sha256').update(readFileSync(join(sources, 'pom.xml')))
  const files = readdirSync(join(sources, 'src'), { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.java')).sort()) {
    hash.update(readFileSync(join(sources, 'src', file)))
  }
  return hash.digest('hex')
}
