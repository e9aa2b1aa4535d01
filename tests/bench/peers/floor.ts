import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { compile, compiled } from '../load/compile.ts'
import { ended, pinned } from './child.ts'
import type { Peer } from './peer.ts'
import { residentKb } from './proc.ts'
import { stompDialect } from './stomp-dialect.ts'

const dialect = stompDialect({ path: '/ws' })

/** Such as `cc (Debian 12.2.0-14) 12.2.0`. */
const compiler = (): string => spawnSync('cc', ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0]!

/** What the kernel charges: the same bytes, encoded once and written to each socket once a turn, in C. */
export const floor: Peer = {
  name: 'floor',
  version: () => `C, ${compiler()}`,
  prepare: async () => compile('floor'),
  async start(core) {
    const [program, ...args] = pinned(core, [compiled('floor')]) as [string, ...string[]]
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = child.pid!
    return {
      pid,
      port: await portOf(child),
      dialect,
      residentKb: async () => residentKb(pid),
      stop: () => ended(child),
    }
  },
}

/** It says it once it listens. */
async function portOf(child: ChildProcess): Promise<number> {
  const lines = createInterface({ input: child.stdout! })
  const ending = once(child, 'exit').then(() => {
    throw new Error('The floor ended before it listened.')
  })
  const [line] = (await Promise.race([once(lines, 'line'), ending])) as [string]
  return (JSON.parse(line) as { port: number }).port
}
