import type { Group, Load, Plan, Step } from './plan.ts'

type Value = string | number | undefined
type Line = readonly [key: string, value: Value]

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
}

const escaped = (text: string): string => text.replace(/[\\\n\r\t\0]/g, (letter) => escapes[letter]!)

/** What `wsload` reads: a line for each thing, `key value`, a group's behind its name. */
export function planLines(plan: Plan): string {
  const lines: Line[] = [
    ['host', plan.host],
    ['port', plan.port],
    ['pid', plan.pid],
    ['core', plan.core],
    ['warm-up-ms', milliseconds(plan.warmUpSeconds)],
    ['measure-ms', milliseconds(plan.measureSeconds)],
    ['turn-ms', plan.turns?.ms],
    ['is-second', plan.turns?.isSecond ? 1 : undefined],
    ...plan.groups.flatMap(groupLines),
  ]
  const written = lines.filter(([, value]) => value !== undefined)
  return `${written.map(([key, value]) => `${key} ${escaped(String(value))}\n`).join('')}end-plan\n`
}

const milliseconds = (seconds: number | undefined): Value =>
  seconds === undefined ? undefined : Math.round(seconds * 1_000)

const groupLines = (group: Group): Line[] => [
  ['group', group.name],
  ['transport', group.transport],
  ['path', group.path],
  ['publisher-path', group.publisherPath],
  ['first-room', group.firstRoom],
  ['rooms', group.rooms],
  ['members-per-room', group.membersPerRoom],
  ['stalled-percent', group.stalledPercent],
  ['storm-after-ms', milliseconds(group.stormAfterSeconds)],
  ...stepLines('member', group.member),
  ['publishers', group.publishers],
  ...stepLines('publisher', group.publisher),
  ...loadLines(group.load),
  ['publish', group.publish],
  ['own', group.own],
  ...(group.answers ?? []).flatMap(([heard, answer]): Line[] => [
    ['heard', heard],
    ['answer', answer],
  ]),
  ['acknowledge', group.acknowledge?.text],
  ['acknowledge-every', group.acknowledge?.every],
  ['beat', group.beat?.text],
  ['beat-every-ms', group.beat?.everyMs],
  ['has-receipts', group.hasReceipts ? 1 : undefined],
]

const stepLines = (who: string, steps: readonly Step[]): Line[] =>
  steps.flatMap(({ say, until }): Line[] => [
    [`${who}-say`, say],
    [`${who}-until`, until],
  ])

function loadLines(load: Load | undefined): Line[] {
  if (load === undefined) return []
  return 'inFlight' in load ? [['in-flight', load.inFlight]] : [['per-second', load.perSecond]]
}
