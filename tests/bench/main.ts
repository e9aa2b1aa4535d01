/** `npm run bench -- codec fan-out sdk types [--json]`: what was measured on this machine, in this run, side by side. */
import { cpus } from 'node:os'
import { codec } from './codec.ts'
import { fanOut } from './fan-out.ts'
import { sdk } from './sdk.ts'
import type { Row } from './table.ts'
import { printTable } from './table.ts'
import { typeTimes } from './types.ts'

const scenarios: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  codec,
  'fan-out': fanOut,
  sdk,
  types: typeTimes,
}

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const names = asked.length === 0 ? Object.keys(scenarios) : asked
const unknown = names.filter((name) => !Object.hasOwn(scenarios, name))
if (unknown.length > 0) {
  console.error(`No scenario ${unknown.join(', ')}; there are: ${Object.keys(scenarios).join(', ')}.`)
  process.exit(2)
}

const results: Record<string, Row[]> = {}
const isJson = process.argv.includes('--json')
if (!isJson) console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
for (const name of names) {
  const rows = (results[name] = await scenarios[name]!())
  if (!isJson) printTable(name, rows)
}
if (isJson)
  console.log(JSON.stringify({ node: process.version, cpu: cpus()[0]?.model, results }, undefined, 2))
