import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readWireCases, type WireCase } from '../support/wire-cases.ts'
import { wireBytes } from '../support/wire-text.ts'
import type { ServerFrame, Version } from './frame-reader.ts'
import type { Peer } from './peer.ts'
import { connectHeaders, doors, isOurs, type Target, useTarget } from './target.ts'

// What the documents mean by their blocks and placeholders: cases/README.md.
const ways = {
  whole: (peer: Peer, text: string) => peer.writes(text),
  'byte by byte': (peer: Peer, text: string) => peer.writesByteByByte(wireBytes(text)),
}

type Way = (typeof ways)['whole']

/** In which state a client says its first line, and at which version. */
interface Session {
  readonly isNew: boolean
  readonly version: Version | undefined
}

const folder = new URL('cases/', import.meta.url)
const documents = readdirSync(folder).filter(
  (name) => name !== 'README.md' && (isOurs || name !== 'own-choices.md'),
)

describe.each(doors)('over %s', (door) => {
  const target = useTarget(undefined, door)

  describe.each(documents)('%s', (name) => {
    for (const wireCase of readWireCases(new URL(name, folder))) define(target, wireCase)
  })
})

/** Rules that want more than an ERROR, which is judged for itself. */
const closingRules = ['C10', 'S5', 'U6', 'X2']

function define(target: Target, wireCase: WireCase): void {
  const [, title = '', cited = ''] = /^(.*?)(?: \[(.*)\])?$/.exec(wireCase.title)!
  const ids = cited.split(' ')
  const closing = ids.filter((id) => closingRules.includes(id))
  const others = ids.filter((id) => id !== '' && !(closingRules.includes(id) && endsInError(wireCase)))
  describe.each(sessionsOf(wireCase))(`${title} (%s)`, (_name, session) => {
    test.each(Object.entries(ways))(`%s ${inBrackets(others)}`, async (_, write) => {
      const { peer, last } = await replay(target, wireCase, session, write)
      if (last !== 'close' && last !== 'ERROR') await peer.readsNothing()
      else if (last === 'close' || isOurs) await peer.closed()
    })

    if (closing.length === 0 || !endsInError(wireCase)) return
    test(`and the close ${inBrackets(closing)}`, async () => {
      const { peer } = await replay(target, wireCase, session, ways.whole)
      await peer.closed()
    })
  })
}

const inBrackets = (ids: readonly string[]): string => (ids.length === 0 ? '' : `[${ids.join(' ')}]`)

const endsInError = ({ blocks }: WireCase): boolean =>
  framesIn(blocks.at(-1)!.text).at(-1)?.startsWith('ERROR') ?? false

function sessionsOf({ title, blocks }: WireCase): [string, Session][] {
  const [, state, list] = /^client:(?:(new)(?::|$))?(.*)$/.exec(blocks[0]!.language) ?? []
  if (list === undefined) throw new Error(`${title}: no client:… block`)
  const isNew = state !== undefined
  if (list === '') return [['new', { isNew, version: undefined }]]
  const among = list.split(',') as Version[]
  return among.map((version) => [isNew ? `new ${version}` : version, { isNew, version }])
}

async function replay(target: Target, { blocks }: WireCase, { isNew, version }: Session, write: Way) {
  const peer = isNew ? await target.opens() : await target.connects(version)
  const topic = target.topic().slice('/topic/'.length)
  let last = 'nothing'
  for (const { language, text } of blocks) {
    const filled = fill(text, { own: topic, version })
    if (language.startsWith('client')) write(peer, filled)
    else last = (await readsAll(peer, framesIn(filled), language === 'server:fatal')) ?? last
  }
  return { peer, last }
}

function fill(text: string, values: Readonly<Record<string, string | undefined>>): string {
  const connect = (_: string, carriageReturn: string) =>
    connectHeaders.replaceAll('\n', `${carriageReturn}\n`)
  return text
    .replace(/⟨host and login⟩(␍?)\n/, connect)
    .replace(/⟨(own|version)⟩/g, (whole, name: string) => values[name] ?? whole)
}

/** A NUL ends a frame where a line ends; others belong to a body. */
const framesIn = (text: string): string[] => text.split(/(?<=␀)\n/).filter((frame) => frame !== '')

/** @returns the command of the last frame, or `close`. */
async function readsAll(peer: Peer, expected: string[], isFatal: boolean): Promise<string | undefined> {
  let last: string | undefined
  for (const waiting = [...expected]; waiting.length > 0;) {
    if (waiting[0] === '⟨close⟩') return 'close'
    if (isFatal && !isOurs) return await peer.readsErrorOrClose()
    const frame = await peer.reads()
    waiting.splice(placeOf(frame, waiting), 1)
    last = frame.command
  }
  return last
}

/** Our own answers come in order. The specification does not put a MESSAGE before a RECEIPT, or one queue before another. */
function placeOf(frame: ServerFrame, waiting: readonly string[]): number {
  const place = isOurs ? 0 : waiting.findIndex((expected) => isMatch(frame, expected))
  if (place > 0) return place
  match(frame, waiting[0]!)
  return 0
}

function isMatch(frame: ServerFrame, expected: string): boolean {
  try {
    match(frame, expected)
    return true
  } catch {
    return false
  }
}

function match(frame: ServerFrame, expected: string): void {
  const [head = '', ...rest] = expected.replace(/␀$/, '').split('\n\n')
  const [command, ...lines] = head.split('\n')
  expect(frame.command, `${frame.command} ${frame.lines.join(', ')}`).toBe(command)
  for (const line of lines) matchHeader(frame, line)
  const body = rest.join('\n\n')
  if (body !== '⟨any⟩') expect(frame.body).toEqual(Buffer.from(wireBytes(body)))
}

const placeholders: Readonly<Record<string, string>> = {
  any: '.+',
  pair: String.raw`\d+,\d+`,
  software: String.raw`[^\s/]+(\/\S+)?( .*)?`,
}

function matchHeader(frame: ServerFrame, line: string): void {
  const isAbsent = line.startsWith('∅')
  const name = isAbsent ? line.slice(1) : line.slice(0, line.indexOf(':'))
  const wireName = wire(name)
  const found = frame.lines.find((each) => each.startsWith(`${wireName}:`))?.slice(wireName.length + 1)
  const what = `${name} of ${frame.command}`
  if (isAbsent) expect(found, what).toBeUndefined()
  else expect(found, what).toMatch(pattern(wire(line.slice(name.length + 1))))
}

const wire = (text: string): string => Buffer.from(wireBytes(text)).toString()

function pattern(text: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`^${literal.replace(/⟨(\w+)⟩/g, (_, name: string) => placeholders[name]!)}$`)
}
