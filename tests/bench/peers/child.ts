import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Dialect, RunningPeer } from './peer.ts'

const hasTaskset = spawnSync('taskset', ['--version']).status === 0

/** The command, on this core alone where that can be had. It becomes the program itself, so the pid is the program's. */
export const pinned = (core: number, command: readonly string[]): readonly string[] =>
  hasTaskset ? ['taskset', '-c', String(core), ...command] : command

export const serverFile = (name: string): string =>
  fileURLToPath(new URL(`servers/${name}.mjs`, import.meta.url))

/** Without a loader, which would rewrite the libraries that are measured. */
export const nodeCommand = (server: string, ...args: readonly string[]): readonly string[] => [
  process.execPath,
  '--expose-gc',
  '--no-deprecation',
  serverFile(server),
  ...args,
]

/**
 * Starts a server that reports as `servers/report.mjs` does.
 * @throws when it ends before it listens
 */
export async function startChild(
  command: readonly string[],
  core: number,
  dialect: Dialect,
): Promise<RunningPeer> {
  const [program, ...args] = pinned(core, command) as [string, ...string[]]
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const { port } = await told<{ port: number }>(child)
  return {
    pid: child.pid!,
    port,
    dialect,
    async residentKb() {
      child.send('memory')
      return (await told<{ residentKb: number }>(child)).residentKb
    },
    stop: () => ended(child),
  }
}

function told<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${String(code)} before it said anything.`))
    child.once('error', reject)
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('error', reject).off('exit', onExit)
      resolve(message as T)
    })
  })
}

/** At once: a server need not say goodbye to thousands. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
