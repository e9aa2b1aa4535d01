import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { median } from './run/statistics.ts'
import type { Row } from './table.ts'

const channels = 200
const rounds = 3

const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js')
const cache = join(import.meta.dirname, '../../node_modules/.cache/bench')

const numbers = Array.from({ length: channels }, (_, index) => index)
const lines = (line: (n: number) => string): string => numbers.map(line).join('\n')

const imports = `
import { command, createClient, defineChannels, rpc, topic } from '@stompbox/sdk'
import { z } from 'zod'
`
const types = lines(
  (n) => `interface Body${n} { readonly id: ${n}; readonly text: string; readonly tags: readonly string[] }`,
)
const schemas = lines(
  (n) => `const schema${n} = z.object({ id: z.literal(${n}), text: z.string(), tags: z.array(z.string()) })`,
)

/** Topics, commands and questions in turn, with one parameter, two and none. */
const made = (topic: string, command: string, rpc: string) => (n: number) =>
  `  c${n}: ${[topic, command, rpc][n % 3]!.replaceAll('#', String(n))},`
const map = (entry: (n: number) => string): string =>
  `const client = createClient('ws://localhost', { channels: defineChannels({\n${lines(entry)}\n}) })`

const typed = made(
  "topic<Body#>()('/sub/house/{house}/room#/{room}')",
  "command<Body#>()('/pub/say#/{id}')",
  "rpc<Body#, Body#>()('/pub/ask#', { replyTo: '/user/queue/replies' })",
)
const checked = made(
  "topic('/sub/house/{house}/room#/{room}', schema#)",
  "command('/pub/say#/{id}', schema#)",
  "rpc('/pub/ask#', { request: schema#, reply: schema#, replyTo: '/user/queue/replies' })",
)

const body = (n: number): string => `{ id: ${n}, text: '', tags: [] }`
const uses = lines(
  (n) =>
    [
      `client.subscribe('c${n}', ({ body }) => { const id: ${n} = body.id; return id }, { params: { house: 1, room: 2 } })`,
      `void client.send('c${n}', ${body(n)}, { params: { id: 1 } })`,
      `void client.request('c${n}', ${body(n)}).then((answer) => { const id: ${n} = answer.id; return id })`,
    ][n % 3]!,
)
const plainUses = lines(
  (n) =>
    [
      `client.subscribe<Body${n}>('/sub/room${n}', ({ body }) => { const id: ${n} = body.id; return id })`,
      `void client.send('/pub/say${n}', ${body(n)})`,
      `void client.request<Body${n}>('/pub/ask${n}', ${body(n)}).then((answer) => { const id: ${n} = answer.id; return id })`,
    ][n % 3]!,
)

const programs: Readonly<Record<string, string>> = {
  'imports alone': '',
  'no map, 200 calls': `${types}\nconst client = createClient('ws://localhost')\n${plainUses}`,
  '200 channels, types only': `${types}\n${map(typed)}`,
  'the same, each used': `${types}\n${map(typed)}\n${uses}`,
  '200 schemas of zod alone': schemas,
  '200 channels of them': `${schemas}\n${map(checked)}`,
  'the same, each of them used': `${schemas}\n${map(checked)}\n${uses}`,
}

/** What a map of 200 channels costs whoever compiles a program with it: `tsc`, in a process of its own. */
export function typeTimes(): Row[] {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'types-'))
  try {
    const measured = Object.entries(programs).map(([name, text], index) => {
      const file = join(folder, `program-${index}.ts`)
      writeFileSync(file, `${imports}${text}\nexport {}\n`)
      return { name, file, found: [] as Diagnostics[] }
    })
    // In turn, so that what the machine does beside it is shared by all.
    for (let round = 0; round < rounds; round++)
      for (const { file, found } of measured) found.push(check(file))
    return measured.map(({ name, found }) => ({
      program: name,
      'check ms': Math.round(median(found.map(({ checkMs }) => checkMs))),
      'total ms': Math.round(median(found.map(({ totalMs }) => totalMs))),
      instantiations: found[0]!.instantiations,
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Diagnostics {
  readonly checkMs: number
  readonly totalMs: number
  readonly instantiations: number
}

/** @throws Error when the program does not compile. */
function check(file: string): Diagnostics {
  const options = [
    '--ignoreConfig',
    '--strict',
    '--noEmit',
    '--skipLibCheck',
    '--target',
    'es2023',
    '--module',
    'nodenext',
  ]
  const text = execFileSync(process.execPath, [tsc, ...options, '--extendedDiagnostics', file], {
    encoding: 'utf8',
  })
  const figure = (name: string): number => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(text)?.[1])
  return {
    checkMs: figure('Check time') * 1_000,
    totalMs: figure('Total time') * 1_000,
    instantiations: figure('Instantiations'),
  }
}
