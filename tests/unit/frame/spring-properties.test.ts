import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { SpringDecoder } from '../../../broker/src/frame/spring-decoder.ts'
import {
  encodeSpringFrame,
  finishSpringMessage,
  prepareSpringMessage,
  springReceiver,
} from '../../../broker/src/frame/spring-encoder.ts'
import { springHeartBeat } from '../../../broker/src/frame/spring-heart-beat.ts'
import { parseMimeType } from '../../../broker/src/frame/spring-mime-type.ts'
import { SpringError } from '../../../broker/src/frame/spring-refusals.ts'
import type { SpringVersion } from '../../../broker/src/frame/spring-version.ts'
import { encodeUtf8, isUtf8 } from '../../../broker/src/frame/utf8.ts'

const version = fc.constantFrom<SpringVersion>('5.3', '6.2', '7.0')

/** Mostly right, with every way to be wrong in it. */
const noise = fc.oneof(
  fc.constantFrom('\n', '\r\n', '\0', '\r', ':', '\\', 'xyz', 'FOO\n', 'SE'),
  fc.string({ maxLength: 3 }),
)
const seldom = (bad: fc.Arbitrary<string>, good: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 1, arbitrary: bad }, { weight: 12, arbitrary: good })
const lineEnd = seldom(noise, fc.constantFrom('\n', '\n', '\r\n'))
const header = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('a:b', 'a:', 'a:\\n', 'b\\c:\\\\', 'c:d:e', '한:글', 'content-type:a/b'),
  },
  { weight: 2, arbitrary: fc.constantFrom('content-length:3', 'content-length:12', 'content-length:-1') },
  fc.constantFrom('content-length:x', 'content-type:x', 'bad', ':bad', 'a:\\x', 'a:\\'),
)
const lines = fc.array(fc.tuple(header, lineEnd), { maxLength: 3 }).map((pairs) => pairs.flat().join(''))
const frameText = fc
  .tuple(
    seldom(fc.constantFrom('CONNECT', 'ACK', 'FOO'), fc.constantFrom('SEND', 'MESSAGE')),
    lineEnd,
    lines,
    lineEnd,
    fc.constantFrom('', 'abc', 'a\0c', '안녕'),
    seldom(fc.constant(''), fc.constant('\0')),
  )
  .map((parts) => parts.join(''))
const soup = fc.array(fc.oneof({ weight: 8, arbitrary: frameText }, noise), { maxLength: 6 })

/** Cuts bytes into messages. */
function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const inner = cuts.map((at) => at % (bytes.length + 1)).sort((one, other) => one - other)
  const edges = [0, ...inner, bytes.length]
  return edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge))
}

type Run = (messages: readonly Uint8Array[]) => string[]

const runDecoder =
  (at: SpringVersion, limit: number): Run =>
  (messages) => {
    const decoder = new SpringDecoder(at, limit)
    const seen: string[] = []
    try {
      for (const message of messages) {
        decoder.push(message)
        for (let frame = decoder.next(); frame; frame = decoder.next())
          seen.push(
            JSON.stringify([
              frame.command,
              [...frame.headers.lines()],
              Buffer.from(frame.body).toString('latin1'),
            ]),
          )
      }
    } catch (error) {
      if (!(error instanceof SpringError)) throw error
      seen.push(error.refusal)
      expect(decoder.next()).toBeUndefined()
    }
    return seen
  }

/** The same the slow way, as Spring does it: with every message all that waits is read again from its first byte. */
const runAgainAndAgain =
  (at: SpringVersion, limit: number): Run =>
  (messages) => {
    const seen: string[] = []
    let waiting = ''
    let expected = 0
    try {
      for (const message of messages.filter(({ length }) => length > 0)) {
        waiting += Buffer.from(message).toString('latin1')
        if (expected > limit) throw new Error('springContentLengthLimit')
        if (waiting.length > limit) throw new Error('springBufferLimit')
        if (waiting.length < expected) continue
        const read = readAll(waiting, at)
        seen.push(...read.frames)
        waiting = read.rest
        expected = read.expected
      }
    } catch (error) {
      seen.push(error instanceof SpringError ? error.refusal : (error as Error).message)
    }
    return seen
  }

function readAll(text: string, at: SpringVersion): { frames: string[]; rest: string; expected: number } {
  const frames: string[] = []
  let rest = skip(text)
  while (rest !== '') {
    const partial: string[] = []
    const read = readOne(rest, at, partial)
    if (read === undefined) return { frames, rest, expected: numberIn(partial[0] ?? '0') }
    frames.push(read.frame)
    rest = skip(read.rest)
  }
  if (frames.length === 0) frames.push('["HEARTBEAT",[],""]')
  return { frames, rest, expected: 0 }
}

function skip(text: string): string {
  const rest = text.replace(/^(\r?\n)+/, '')
  if (rest.startsWith('\r')) throw new Error('springCarriageReturn')
  return rest
}

function numberIn(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new Error('springNotANumber')
  return Number(text)
}

function lineOf(text: string): [line: string, rest: string] | undefined {
  const found = /^([^\r\n]*)(\r\n|\n|\r)/.exec(text)
  if (found?.[2] === '\r') throw new Error('springCarriageReturn')
  return found ? [found[1]!, text.slice(found[0].length)] : undefined
}

const known =
  /^(CONNECT|STOMP|SEND|(UN)?SUBSCRIBE|BEGIN|COMMIT|ABORT|N?ACK|DISCONNECT|CONNECTED|MESSAGE|RECEIPT|ERROR)$/

/** @param lengths gets the content-lengths of a frame that is not whole. */
function readOne(
  text: string,
  at: SpringVersion,
  lengths: string[],
): { frame: string; rest: string } | undefined {
  const first = lineOf(text)
  if (first === undefined || first[1] === '') return undefined
  const [command] = first
  let rest = first[1]
  if (!known.test(command)) throw new Error('springUnknownCommand')
  const isLiteral = /^(CONNECT|STOMP|CONNECTED)$/.test(command) && at !== '5.3'
  const headers: [string, string][] = []
  for (;;) {
    const next = lineOf(rest)
    if (next === undefined) return undefined
    const [line] = next
    rest = next[1]
    if (line === '') break
    const colon = line.indexOf(':')
    if (colon > 0)
      headers.push([plain(line.slice(0, colon), isLiteral), plain(line.slice(colon + 1), isLiteral)])
    else if (rest === '') return undefined
    else throw new Error('springIllegalHeader')
    if (headers.at(-1)![0] === 'content-length') lengths.push(headers.at(-1)![1])
  }
  const body = bodyOf(rest, lengths[0])
  if (body === undefined) return undefined
  if (body !== '' && !/^(SEND|MESSAGE|ERROR)$/.test(command)) throw new Error('springUnexpectedBody')
  const type = headers.find(([name]) => name === 'content-type')?.[1]
  if (type !== undefined) parseMimeType(type, at)
  return { frame: JSON.stringify([command, headers, body]), rest: rest.slice(body.length + 1) }
}

function bodyOf(rest: string, contentLength = ''): string | undefined {
  const length = /^\+?\d+$/.test(contentLength) ? Number(contentLength) : -1
  if (length < 0) return rest.includes('\0') ? rest.slice(0, rest.indexOf('\0')) : undefined
  if (rest.length <= length) return undefined
  if (rest[length] !== '\0') throw new Error('springMissingNul')
  return rest.slice(0, length)
}

const said: Readonly<Record<string, string>> = { n: '\n', r: '\r', c: ':', '\\': '\\' }

function plain(latin: string, isLiteral: boolean): string {
  const text = Buffer.from(latin, 'latin1').toString()
  if (isLiteral) return text
  return text.replace(/\\([^]?)/g, (_, letter: string) => {
    if (!(letter in said)) throw new Error('springIllegalEscape')
    return said[letter]!
  })
}

describe('whatever arrives, cut anywhere', () => {
  const cuts = fc.array(fc.nat(200), { maxLength: 12 })

  test('comes out as if it were read again and again [spring F01 F33]', () => {
    fc.assert(
      fc.property(soup, cuts, version, fc.constantFrom(40, 65_536, 65_536), (pieces, at, spring, limit) => {
        const messages = cut(Buffer.from(pieces.join('')), at)
        const copies = messages.map((message) => message.slice())
        expect(runDecoder(spring, limit)(copies)).toEqual(runAgainAndAgain(spring, limit)(messages))
      }),
      { numRuns: 2_000 },
    )
  })

  test('random bytes throw SpringError and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), version, (messages, spring) => {
        runDecoder(spring, 65_536)(messages)
      }),
      { numRuns: 2_000 },
    )
  })

  test('header values throw SpringError and nothing else', () => {
    const marks = ['/', ';', '=', '*', ',', '"', "'", '\\', ' ', '-', '+']
    const letters = fc.constantFrom('a', '0', '٣', '한', '\ud83d', 'charset=', 'utf-8', ...marks)
    const value = fc.oneof(fc.string(), fc.string({ unit: letters }))
    const isFine = (read: () => unknown): boolean => {
      try {
        read()
        return true
      } catch (error) {
        return error instanceof SpringError
      }
    }
    fc.assert(
      fc.property(value, version, (text, spring) => {
        expect(isFine(() => springHeartBeat(text, spring))).toBe(true)
        expect(isFine(() => parseMimeType(text, spring))).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a content-type that was written again is written the same once more', () => {
    const part = fc.constantFrom('a', 'B', 'c=d', 'E="f;g"', ' ', 'charset=utf-8', "h='i'")
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), version, (parts, spring) => {
        const { text } = parseMimeType(`Text/X;${parts.join(';')}`, spring)
        expect(parseMimeType(text, spring).text).toBe(text)
      }),
    )
  })
})

describe('whatever the encoder writes, the decoder reads', () => {
  const text = fc.string({
    unit: fc.constantFrom(':', '\\', '\n', '\r', 'n', 'c', 'r', ' ', 'a', '한', '👋'),
    maxLength: 8,
  })
  const headers = fc.array(
    fc.tuple(
      text.filter((name) => name !== ''),
      text,
    ),
    { maxLength: 6 },
  )
  const frame = fc.tuple(headers, fc.uint8Array({ maxLength: 20 }))

  /** Repeated names together, in their order. */
  const grouped = (pairs: readonly [string, string][]) =>
    [...new Set(pairs.map(([name]) => name))].flatMap((name) => pairs.filter(([other]) => other === name))

  test('headers and body of a message', () => {
    fc.assert(
      fc.property(frame, version, ([pairs, body], spring) => {
        const message = { headers: HeaderBlock.of(pairs), destination: '/a:b', body }
        // Spring counts bytes that are no UTF-8 as they were, and sends replacements, in a text message (F77).
        const prepared = prepareSpringMessage(message)
        fc.pre(prepared.kind === 'binary' || isUtf8(body))
        const decoder = new SpringDecoder(spring)
        decoder.push(finishSpringMessage(prepared, springReceiver('s:0', 'm:0'), 9))
        const got = decoder.next()!
        expect([...got.headers.lines()]).toEqual([
          ...grouped(pairs),
          ['destination', '/a:b'],
          ['subscription', 's:0'],
          ['message-id', 'm:0-9'],
          ['content-length', String(body.length)],
        ])
        expect(Buffer.from(got.body)).toEqual(Buffer.from(body))
        expect(decoder.next()).toBeUndefined()
      }),
      { numRuns: 1_000 },
    )
  })

  test('frames are the same however many share a message', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(frame, fc.boolean()), { maxLength: 8 }), version, (frames, spring) => {
        const parts = frames.map(([[pairs, body]]) => encodeSpringFrame('ERROR', pairs, body))
        const together: Uint8Array[][] = [[]]
        for (const [index, part] of parts.entries()) {
          together.at(-1)!.push(part)
          if (frames[index]![1]) together.push([])
        }
        const run = runDecoder(spring, 65_536)
        expect(run(together.map((some) => new Uint8Array(Buffer.concat(some))))).toEqual(run(parts))
      }),
      { numRuns: 500 },
    )
  })

  test('frames already handed out are not touched by what comes later', () => {
    const decoder = new SpringDecoder('6.2')
    const held: string[] = []
    const frames = []
    const stream = Buffer.from(
      Array.from({ length: 200 }, (_, index) => `SEND\nn:${index}\n\nbody ${index}\0`).join(''),
    )
    for (let at = 0; at < stream.length; at += 7) {
      decoder.push(Uint8Array.from(stream.subarray(at, at + 7)))
      for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(frame)
    }
    for (const { headers: block, body } of frames)
      held.push(`${block.get('n')} ${Buffer.from(body).toString()}`)
    expect(held).toEqual(Array.from({ length: 200 }, (_, index) => `${index} body ${index}`))
  })
})

describe('cost is linear, however small the pieces', () => {
  afterEach(() => vi.unstubAllGlobals())

  /** How many bytes are read, copied or searched while a text arrives byte by byte. */
  function work(text: string): number {
    let count = 0
    const Bytes = Uint8Array
    const counted = (target: Uint8Array): Uint8Array =>
      new Proxy(target, {
        get(_, key) {
          if (typeof key === 'string' && /^\d+$/.test(key)) count++
          const member = Reflect.get(target, key, target) as unknown
          if (typeof member !== 'function') return member
          return (...args: unknown[]) => {
            const result = member.apply(target, args) as unknown
            if (key === 'set') count += (args[0] as Uint8Array).length
            if (key === 'indexOf') count += Math.max(1, (result as number) - Number(args[1]))
            return result
          }
        },
        set: (_, key, value) => Reflect.set(target, key, value, target),
      })
    // Arrays of the decoder's own are counted; views and what is pushed are not worth it.
    vi.stubGlobal(
      'Uint8Array',
      new Proxy(Bytes, {
        construct: (_, args) =>
          args.length === 1 && typeof args[0] === 'number'
            ? counted(new Bytes(args[0]))
            : new Bytes(...(args as [ArrayBuffer])),
      }),
    )
    const decoder = new SpringDecoder('6.2')
    for (const byte of encodeUtf8(text)) {
      decoder.push(Bytes.of(byte))
      while (decoder.next());
    }
    vi.unstubAllGlobals()
    return count
  }

  test.each<[string, (length: number) => string]>([
    ['one long body', (length) => `SEND\n\n${'x'.repeat(length)}`],
    ['one long command', (length) => 'X'.repeat(length)],
    ['one long header', (length) => `SEND\na:${'x'.repeat(length)}`],
    ['many headers', (length) => `SEND\n${'a:\n'.repeat(length / 3)}`],
    ['many frames', (length) => 'ACK\n\n\0'.repeat(length / 6)],
    ['a counted body', (length) => `SEND\ncontent-length:${length}\n\n${'x'.repeat(length)}`],
    ['an escape in every line', (length) => `SEND\n${'a:\\\\\n'.repeat(length / 5)}`],
  ])('%s', (_, text) => {
    const short = work(text(600))
    expect(short).toBeGreaterThan(600)
    expect(work(text(6_000))).toBeLessThan(12 * short)
  })
})
