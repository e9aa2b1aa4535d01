import type { Version } from '../../conformance/frame-reader.ts'

/** One hostile input of the catalogue, and what answers it. */
export interface Hostile {
  /** Of the catalogue: F for frames, T for sessions and routing. */
  readonly id: string
  readonly title: string
  /** As documents show it, `␀` for NUL. */
  readonly wire: string
  /** Before CONNECT, and in a session. Left out where it makes no sense. */
  readonly before?: Answer
  readonly within?: Answer
  readonly version?: Version
  /** Where not every way can carry it. */
  readonly only?: 'bytes' | 'tcp'
}

/** A code word; `done` as it is written, in silence; `connected` by it. */
export type Answer = Word | 'done' | 'connected'

/** The vocabulary, and the close code of each word. */
export const closeCodes = {
  'bad-frame': 1002,
  'bad-header': 1002,
  'bad-state': 1002,
  'not-connected': 1002,
  version: 1002,
  'bad-utf8': 1007,
  'bad-destination': 1008,
  'limit-subscriptions': 1008,
  'limit-transactions': 1008,
  rate: 1008,
  'unknown-id': 1008,
  'too-large': 1009,
  'too-many-headers': 1009,
  draining: 1001,
  internal: 1011,
} as const

export type Word = keyof typeof closeCodes

export type Row = readonly [title: string, wire: string]

export const x = (count: number): string => 'x'.repeat(count)
export const topic = 'destination:/topic/hostile'
export const send = (headers: string, body = ''): string => `SEND\n${topic}\n${headers}\n${body}␀`
export const headers = (count: number): string =>
  Array.from({ length: count }, (_, n) => `h${n}:v\n`).join('')
export const connect = (lines: string): string => `CONNECT\naccept-version:1.2\nhost:any\n${lines}\n␀`
export const subscribe = (id: string, destination = '/topic/nobody', more = ''): string =>
  `SUBSCRIBE\nid:${id}\ndestination:${destination}\n${more}\n␀`
export const times = (count: number, each: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => each(n)).join('')

export const rows = (id: string, answers: Pick<Hostile, 'before' | 'within'>, ...all: Row[]): Hostile[] =>
  all.map(([title, wire]) => ({ id, title, wire, ...answers }))

/** What the decoder refuses, whoever says it. */
export const frame = (id: string, code: Word, ...all: Row[]) =>
  rows(id, { before: code, within: code }, ...all)

/** What a session refuses; before CONNECT it is not even looked at. */
export const session = (id: string, code: Word, ...all: Row[]) =>
  rows(id, { before: 'not-connected', within: code }, ...all)

export const within = (id: string, answer: Answer, ...all: Row[]) => rows(id, { within: answer }, ...all)

export const done = (id: string, ...all: Row[]) =>
  rows(id, { before: 'not-connected', within: 'done' }, ...all)

/** A CONNECT comes once. */
export const connecting = (id: string, answer: Answer, ...all: Row[]) =>
  rows(id, { before: answer, within: 'bad-state' }, ...all)

export const at = (version: Version, all: Hostile[]): Hostile[] =>
  all.map((row) => ({ ...row, version, title: `${row.title}, ${version}` }))

/** More than one message of WebSocket or SockJS may hold. */
export const overTcp = (all: Hostile[]): Hostile[] => all.map((row) => ({ ...row, only: 'tcp' }))

export const asBytes = (all: Hostile[]): Hostile[] => all.map((row) => ({ ...row, only: 'bytes' }))
