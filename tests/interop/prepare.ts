import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const cache = here('../../node_modules/.cache/stompbox-interop')

/** How a client's program is started. */
export interface Program {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export type Runtime = 'python' | 'go' | 'java' | 'rabbitmq'

declare module 'vitest' {
  interface ProvidedContext {
    /** Without what is missing here. */
    programs: Partial<Record<Runtime, Program>>
    complaints: Partial<Record<Runtime, string>>
  }
}

interface RuntimesScript {
  ensureRuntimes: () => Promise<Partial<Record<Runtime, string>>>
}

/** Before the first test: every client's libraries are fetched and its program compiled, unless that was done before. */
export async function setup(project: TestProject): Promise<void> {
  const script = new URL('../../scripts/runtimes.mjs', import.meta.url)
  const { ensureRuntimes } = (await import(script.href)) as RuntimesScript
  const complaints = await ensureRuntimes()
  const programs: Partial<Record<Runtime, Program>> = {}
  const prepared = async (runtime: Runtime): Promise<void> => {
    if (complaints[runtime] !== undefined) return
    try {
      programs[runtime] = await preparations[runtime]()
    } catch (error) {
      complaints[runtime] = String(error)
    }
  }
  await Promise.all((['python', 'go', 'java', 'rabbitmq'] as const).map(prepared))
  project.provide('programs', programs)
  project.provide('complaints', complaints)
}

const preparations: Record<Runtime, () => Promise<Program>> = {
  async python() {
    const target = join(cache, 'python')
    const requirements = here('python/requirements.txt')
    await once(target, [requirements], () =>
      run(['python3', '-m', 'pip', 'install', ...quietPip, '--target', target, '-r', requirements]),
    )
    return { command: ['python3', here('python/client.py')], env: { PYTHONPATH: target } }
  },

  async go() {
    const program = join(cache, 'go', 'client')
    // It has a cache of its own, and knows best what changed.
    await run(['go', 'build', '-o', program, '.'], here('go'))
    return { command: [program], env: {} }
  },

  async java() {
    const target = join(cache, 'java')
    const sources = readdirSync(here('java/src')).map((name) => here(`java/src/${name}`))
    const goals = ['compiler:compile', 'dependency:copy-dependencies']
    await once(target, [here('java/pom.xml'), ...sources], () =>
      run(['mvn', '-q', '-B', '-f', here('java/pom.xml'), `-Dinterop.target=${target}`, ...goals]),
    )
    return {
      command: ['java', '-cp', `${join(target, 'classes')}:${join(target, 'lib')}/*`, 'Client'],
      env: {},
    }
  },

  async rabbitmq() {
    return { command: [rabbitMq], env: {} }
  },
}

// Debian's own command starts it as another user.
export const rabbitMq = '/usr/lib/rabbitmq/bin/rabbitmq-server'

const quietPip = [
  '--quiet',
  '--no-deps',
  '--no-compile',
  '--root-user-action=ignore',
  '--disable-pip-version-check',
]

/** Does it again only when one of the files has changed. */
async function once(target: string, files: readonly string[], work: () => Promise<void>): Promise<void> {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  const digest = hash.digest('hex')
  const stamp = join(target, '.made-from')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  await work()
  writeFileSync(stamp, digest)
}

/** @throws what it printed, when it fails. */
function run([program, ...args]: readonly string[], cwd?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer): void => void (output += chunk.toString())
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${[program, ...args].join(' ')} failed:\n${output}`))
    })
  })
}
