/** `npm run bench`: the broker and its peers side by side in one run; with `--help`, what else there is. */
import { parseArgs } from 'node:util'
import { codec } from './codec.ts'
import { compile } from './load/compile.ts'
import { liftedLimits } from './peers/stompbox.ts'
import { roster } from './peers/roster.ts'
import type { BenchReport } from './report/bench-report.ts'
import { thisMachine } from './report/machine.ts'
import { readReport, writePages, writeReport } from './report/pages.ts'
import { printEnd, printScenario } from './report/terminal.ts'
import { againstCommit, twoTrees } from './run/against.ts'
import { Fleet } from './run/fleet.ts'
import { otherTree } from './run/other-tree.ts'
import { hasFailed } from './run/outcome.ts'
import { runScenarios, whoTookPart } from './run/run-scenarios.ts'
import { cycles } from './scenarios/cycles.ts'
import { scenarios } from './scenarios/index.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { short, shortSeconds } from './scenarios/short.ts'
import { sdk } from './sdk.ts'
import { printTable, type Row } from './table.ts'
import { typeTimes } from './types.ts'

/** What holds nothing against a peer of the broker. P1 is the codec. */
const tables: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  P1: codec,
  codec,
  cycles: () => cycles(),
  sdk,
  types: typeTimes,
}
const byDefault = [...scenarios.map(({ id }) => id), 'P1']

const help = `npm run bench -- [names] [options]

Names: ${byDefault.join(' ')}; all of them when none is given. Besides: codec (P1), cycles, sdk, types.

  --repeats <number>   how often each cell is measured, in turn with the others (3)
  --short              a few cells, half a minute; fails when a ratio is far from what it was
  --json <file>        writes what was found to the file
  --docs <file>        makes docs/benchmarks.md, its Korean page and its chart of such a file, and measures nothing
  --against <ref>      this tree's broker beside that of another commit, as ratios`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repeats: { type: 'string' },
    short: { type: 'boolean', default: false },
    json: { type: 'string' },
    docs: { type: 'string' },
    against: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

async function run(): Promise<number> {
  if (options.help) return told(help, 0)
  if (options.docs !== undefined) return made(options.docs)
  const names = positionals.length === 0 ? byDefault : positionals
  const unknown = names.filter((name) => !byDefault.includes(name) && !Object.hasOwn(tables, name))
  if (unknown.length > 0) return told(`No scenario ${unknown.join(', ')}.\n\n${help}`, 2)
  const unable = needsLoad(names) ? compile('wsload') : undefined
  if (unable !== undefined) return told(`Nothing can be measured here. ${unable}`, options.short ? 0 : 2)
  const repeats = Number(options.repeats ?? (options.short ? 1 : 3))
  if (!(repeats >= 1)) return told(`--repeats ${String(options.repeats)} is no number above zero.`, 2)
  if (options.against !== undefined) return compare(options.against, names, repeats)
  return options.short ? measure([short], [], repeats) : measure(chosen(names), names, repeats)
}

const needsLoad = (names: readonly string[]): boolean =>
  options.short || options.against !== undefined || chosen(names).length > 0

const chosen = (names: readonly string[]): Scenario[] => scenarios.filter(({ id }) => names.includes(id))

function told(text: string, code: number): number {
  console.log(text)
  return code
}

function made(file: string): number {
  for (const written of writePages(readReport(file))) console.log(written)
  return 0
}

async function measure(
  asked: readonly Scenario[],
  names: readonly string[],
  repeats: number,
): Promise<number> {
  const machine = thisMachine()
  console.log(`Node ${machine.node}, ${machine.cores} × ${machine.cpu}`)
  const fleet = new Fleet(roster, options.short ? shortSeconds : undefined)
  const told = { onCell: progress, onDone: printScenario }
  // Ratios of CPU time bear others on the machine, and half a minute should stay one.
  const runOptions = { repeats, ...told, ...(options.short && { mostForeign: 1 }) }
  const found = await runScenarios(asked, fleet, runOptions)
  const report: BenchReport = {
    command: command(),
    date: new Date().toISOString().slice(0, 10),
    machine,
    repeats,
    ...(await whoTookPart(asked, fleet)),
    limitsLifted: liftedLimits,
    scenarios: found,
    tables: await measuredTables(names),
  }
  if (asked.length > 0) printEnd(report)
  if (options.json !== undefined) await writeReport(options.json, report)
  return found.some((each) => hasFailed(each, options.short)) ? 1 : 0
}

/** What has to be said to get the same again, wherever it was written to. */
function command(): string {
  const repeats = options.repeats === undefined ? [] : ['--repeats', options.repeats]
  const said = [...positionals, ...repeats, ...(options.short ? ['--short'] : [])]
  return ['npm run bench', ...(said.length === 0 ? [] : ['--', ...said])].join(' ')
}

/** Two trees in one run. */
async function compare(ref: string, names: readonly string[], repeats: number): Promise<number> {
  const { commit, dist } = otherTree(ref)
  const both = chosen(names).flatMap((scenario) => againstCommit(scenario, commit) ?? [])
  const fleet = new Fleet(twoTrees(commit, dist))
  const found = await runScenarios(both, fleet, { repeats, onCell: progress, onDone: printScenario })
  return found.some((each) => hasFailed(each)) ? 1 : 0
}

/** On a terminal, what is being measured just now. */
function progress({ id }: Scenario, { peer, load }: { peer: string; load: string }, repeat: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${id} ${repeat + 1}: ${peer}, ${load}\r`)
}

async function measuredTables(names: readonly string[]): Promise<Record<string, Row[]>> {
  const found: Record<string, Row[]> = {}
  for (const name of names.filter((each) => Object.hasOwn(tables, each))) {
    found[name] = await tables[name]!()
    printTable(name, found[name])
  }
  return found
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
