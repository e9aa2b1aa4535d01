import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readWireCases, type WireCase } from '../support/wire-cases.ts'
import { wireBytes } from '../support/wire-text.ts'
import type { ServerFrame, Version } from './frame-reader.ts'
import type { Peer } from './peer.ts'
import { useTarget } from './target.ts'

// What the documents mean by their blocks and placeholders: cases/README.md.
const target = useTarget()

const ways = {
  whole: (peer: Peer, text: string) => peer.writes(text),
  'byte by byte': (peer: Peer, text: string) => peer.writesByteByByte(wireBytes(text)),
}

const folder = new URL('cases/', import.meta.url)
const documents = readdirSync(folder).filter((name) => name !== 'README.md')

describe.each(documents)('%s', (name) => {
  for (const wireCase of readWireCases(new URL(name, folder))) {
    describe.each(sessionsOf(wireCase))(`${wireCase.title} (%s)`, (session) => {
      test.each(Object.entries(ways))('%s', (_, write) => replay(wireCase, session, write))
    })
  }
})

function sessionsOf({ title, blocks }: WireCase): string[] {
  const [language, sessions] = blocks[0]!.language.split(':')
  if (language !== 'client' || sessions === undefined) throw new Error(`${title}: no client:… block`)
  return sessions.split(',')
}

async function replay({ blocks }: WireCase, session: string, write: (typeof ways)['whole']): Promise<void> {
  const peer = session === 'new' ? await target.opens() : await target.connects(session as Version)
  const topic = target.topic().slice('/topic/'.length)
  let last = 'nothing'
  for (const { language, text } of blocks) {
    const own = text.replaceAll('⟨own⟩', topic)
    if (language.startsWith('client')) write(peer, own)
    else for (const expected of framesIn(own)) last = await reads(peer, expected)
  }
  if (last === 'ERROR' || last === 'close') await peer.closed()
  else await peer.readsNothing()
}

/** A NUL ends a frame where a line ends; others belong to a body. */
const framesIn = (text: string): string[] => text.split(/(?<=␀)\n/).filter((frame) => frame !== '')

async function reads(peer: Peer, expected: string): Promise<string> {
  if (expected === '⟨close⟩') return 'close'
  const [head = '', ...rest] = expected.replace(/␀$/, '').split('\n\n')
  const [command, ...lines] = head.split('\n')
  const frame = await peer.reads(command)
  for (const line of lines) matchHeader(frame, line)
  const body = rest.join('\n\n')
  if (body !== '⟨any⟩') expect(frame.body).toEqual(Buffer.from(wireBytes(body)))
  return frame.command
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
