import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { installed } from '../support/installed.ts'
import type { Figures } from './clients/measured.ts'
import { median } from './run/statistics.ts'
import type { Row } from './table.ts'

const repeats = 7
const hasTaskset = spawnSync('taskset', ['--version']).status === 0

const clients = {
  stompjs: 'stompjs',
  sdk: 'SDK',
  'sdk-schema': 'SDK, valibot schema',
  'socket-io': 'socket.io-client',
}
type Name = keyof typeof clients

/** S1: one client, small JSON messages as fast as it takes them; each client in a process of its own. */
export async function sdk(): Promise<Row[]> {
  const names = await present()
  const server = start(0, 'servers/flood.ts')
  try {
    const { port } = await told<{ port: number }>(server)
    const figures = new Map<Name, Figures[]>(names.map((name) => [name, []]))
    // In turn, so that a slow moment of the machine meets all of them.
    for (let repeat = 0; repeat < repeats; repeat++)
      for (const name of names) figures.get(name)!.push(await measure(name, port))
    return names.map((name) => row(clients[name], figures.get(name)!, figures.get('stompjs')!))
  } finally {
    server.disconnect()
    await once(server, 'exit')
  }
}

/** Without the peers that are not there, which is said aloud. */
async function present(): Promise<Name[]> {
  const names = Object.keys(clients) as Name[]
  const complaint = await installed(new URL('peers/', import.meta.url))
  if (complaint === undefined) return names
  console.error(`Skipped: ${clients['socket-io']}, which could not be installed.\n${complaint}`)
  return names.filter((name) => name !== 'socket-io')
}

async function measure(name: Name, port: number): Promise<Figures> {
  const child = start(1, `clients/${name}.ts`, String(port))
  const ended = once(child, 'exit')
  const figures = await Promise.race([told<Figures>(child), ended.then(() => undefined)])
  await ended
  if (figures === undefined) throw new Error(`The client ${name} ended before it had measured anything.`)
  return figures
}

function start(core: number, file: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const command = [process.execPath, '--import', 'jiti/register', path, ...args]
  const [program, ...rest] = hasTaskset ? ['taskset', '-c', String(core), ...command] : command
  return spawn(program!, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

const told = async <T>(child: ChildProcess): Promise<T> => (await once(child, 'message'))[0] as T

/** Ratios are of medians, and of CPU time where others share the machine. */
function row(client: string, figures: readonly Figures[], bare: readonly Figures[]): Row {
  const rates = figures.map(({ messagesPerSecond }) => messagesPerSecond)
  const costs = figures.map(({ cpuUsPerMessage }) => cpuUsPerMessage)
  return {
    client,
    'messages /s': Math.round(median(rates)),
    lowest: Math.round(Math.min(...rates)),
    highest: Math.round(Math.max(...rates)),
    'to stompjs': (median(rates) / median(bare.map(({ messagesPerSecond }) => messagesPerSecond))).toFixed(2),
    'CPU µs': median(costs).toFixed(2),
    'CPU to stompjs': (median(costs) / median(bare.map(({ cpuUsPerMessage }) => cpuUsPerMessage))).toFixed(2),
  }
}
