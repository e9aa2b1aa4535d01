import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { BrokerProcess } from '../support/broker-process.ts'
import type { Program, Runtime } from './prepare.ts'
import { type Dialect, type Facts, brokerConfig, scenarios } from './scenarios.ts'

/** A way in, and how this client's program is told to take it. */
export interface Door extends Dialect {
  readonly name: string
  readonly args: (broker: BrokerProcess) => readonly string[]
  /** Scenarios the client has no means for, with what its program says instead. */
  readonly cannot?: Readonly<Record<string, string>>
}

interface Outcome {
  readonly lines: readonly Record<string, unknown>[]
  readonly stderr: string
  readonly log: readonly Record<string, unknown>[]
}

/** Only a broker that answers nothing makes a program take so long: it gives up each scenario after 5 s. */
const programDeadlineMs = 80_000
const deadlineMs = 90_000
const farewellMs = 5_000

/** Runs the client's program once through each door, all at the same time, and judges what it printed. */
export function describeClient(name: string, program: Program, doors: readonly Door[]): void {
  const outcomes = new Map<Door, Promise<Outcome>>()
  beforeAll(() => {
    for (const door of doors) outcomes.set(door, play(program, door))
  })

  describe.each(doors.map((door) => [door.name, door] as const))(`${name} over %s`, (_, door) => {
    let outcome: Outcome
    beforeAll(async () => {
      outcome = await outcomes.get(door)!
    }, deadlineMs)

    for (const [scenario, facts] of expectations(door)) {
      const title = facts.cannot === undefined ? scenario : `${scenario} is not offered: ${facts.cannot}`
      test(title, () => {
        const line = outcome.lines.find((said) => said.scenario === scenario)
        expect(line, outcome.stderr).toEqual({ scenario, ...facts })
      })
    }

    test('the broker saw nobody lost and refused nothing else', () => judgeLog(outcome, door))
  })
}

const expectations = (door: Door): [scenario: string, Facts][] =>
  Object.entries(scenarios).map(([scenario, expected]) => {
    const cannot = door.cannot?.[scenario]
    return [scenario, cannot === undefined ? expected(door) : { cannot }]
  })

async function play({ command: [file, ...args], env }: Program, door: Door): Promise<Outcome> {
  await using broker = await BrokerProcess.start(brokerConfig)
  const child = spawn(file!, [...args, ...door.args(broker)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: programDeadlineMs,
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  await once(child, 'close')
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  return {
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    stderr,
    log: await wholeLog(broker),
  }
}

/** What it says of the sessions, once all of them are gone; of one that stays it says too little. */
async function wholeLog({ command }: BrokerProcess): Promise<Record<string, unknown>[]> {
  const signal = AbortSignal.timeout(farewellMs)
  const open = (): number => count(command.jsonLines, 'connected') - count(command.jsonLines, 'disconnected')
  while (open() > 0 && !signal.aborted)
    await once(command.child.stdout!, 'data', { signal }).catch(() => undefined)
  return command.jsonLines
}

const count = (log: readonly Record<string, unknown>[], type: string): number =>
  log.filter((line) => line.type === type).length

function judgeLog({ log }: Outcome, door: Door): void {
  const of = (type: string) => log.filter((line) => line.type === type)
  const refusing = ['ack-twice', 'ack-in-transaction'].filter(
    (scenario) => door.cannot?.[scenario] === undefined,
  )
  expect(of('refused').map(({ code }) => code)).toEqual(refusing.map(() => 'unknown-id'))
  expect(of('handler-failed')).toEqual([])
  const refused = new Set(of('refused').map(({ session }) => session))
  const parted = of('disconnected').filter(({ session }) => !refused.has(session))
  expect(parted).toHaveLength(of('connected').length - refused.size)
  expect(parted.filter(({ by, code }) => by !== 'client' || code !== 1_000)).toEqual([])
}

/** Like {@link describeClient}, for a runtime that may be missing: that fails where CI asks for it, and is said aloud elsewhere. */
export function describeClientOn(runtime: Runtime, name: string, doors: readonly Door[]): void {
  const program = inject('programs')[runtime]
  if (program) return describeClient(name, program, doors)
  const complaint = `${name} was not tried. ${inject('complaints')[runtime] ?? ''}`
  if (process.env.CI !== 'true') console.warn(complaint)
  test.skipIf(process.env.CI !== 'true')(name, () => expect.unreachable(complaint))
}
