import { Parser, type IRawFrameType } from '@stomp/stompjs'
import { describe, expect, test } from 'vitest'
import { readFrame, textOf, writeFrame, type Frame } from '../../../sdk/src/wire/frame.ts'
import { wireBytes } from '../../support/wire-text.ts'
import { connected, reports } from './scene.ts'

reports()

const escapes: Readonly<Record<string, string>> = { '1.0': '', '1.1': '\\nc', '1.2': '\\ncr' }

/** Wire text with `␀` and the like, as a session of this version reads it. */
function read(wire: string | ArrayBuffer, version = '1.2'): Frame[] {
  const frames: Frame[] = []
  const errors: unknown[] = []
  const parser = new Parser(
    (raw: IRawFrameType) => {
      try {
        frames.push(readFrame(raw, escapes[version]!))
      } catch (error) {
        errors.push(error)
      }
    },
    () => undefined,
  )
  parser.parseChunk(typeof wire === 'string' ? new Uint8Array(wireBytes(wire)).buffer : wire)
  if (errors.length > 0) throw errors[0]
  return frames
}

const headersOf = (lines: string, version?: string, command = 'MESSAGE'): unknown =>
  read(`${command}\n${lines}\n\n␀`, version)[0]!.headers

const written = (headers: Record<string, string>, version = '1.2', command = 'SEND'): string =>
  writeFrame(command, headers, {}, escapes[version] !== '') as string

describe('headers that come', () => {
  test.each([
    ['1.2', 'a:x\\ny\\cz\\\\w\\rv', { a: 'x\ny:z\\w\rv' }],
    ['1.1', 'a:x\\ny\\cz\\\\w', { a: 'x\ny:z\\w' }],
    ['1.0', 'a:x\\ny\\cz\\\\w\\t\\', { a: 'x\\ny\\cz\\\\w\\t\\' }],
    ['1.2', 'p:C:\\\\new\\\\r', { p: 'C:\\new\\r' }],
    ['1.1', 'p:C\\c\\\\new\\\\\\\\', { p: 'C:\\new\\\\' }],
    ['1.2', 'a\\cb\\n:v', { 'a:b\n': 'v' }],
    ['1.1', 'a\\\\b:v', { 'a\\b': 'v' }],
    ['1.0', 'a\\b:v', { 'a\\b': 'v' }],
    ['1.2', 'a:  v  ', { a: '  v  ' }],
    ['1.2', 'a:', { a: '' }],
    ['1.2', 'a:b:c::', { a: 'b:c::' }],
    ['1.2', '방:안녕 👋', { 방: '안녕 👋' }],
  ])('in STOMP %s: %j', (version, lines, headers) => {
    expect(headersOf(lines, version)).toEqual(headers)
  })

  test.each([
    ['1.2', 'a:x\\ty', '\\t'],
    ['1.2', 'a:x\\', '\\'],
    ['1.2', 'a:x\\Ny', '\\N'],
    ['1.2', 'a\\t:x', '\\t'],
    ['1.2', 'a:x\\\\\\t', '\\t'],
    ['1.1', 'a:x\\ry', '\\r'],
    ['1.1', 'a:x\\ ', '\\ '],
    ['1.2', 'a:1\nb:x\\0', '\\0'],
  ])('in STOMP %s with an escape that is none: %j', (version, lines, escape) => {
    expect(() => headersOf(lines, version)).toThrow(`undefined escape ${escape}`)
  })

  test('of CONNECTED are as they are: nothing is escaped there', () => {
    expect(headersOf('server:a\\cb\\t', '1.2', 'CONNECTED')).toEqual({ server: 'a\\cb\\t' })
    expect(headersOf('server:a\\cb', '1.2', 'ERROR')).toEqual({ server: 'a:b' })
  })

  test('that repeat: the first counts, however it is escaped', () => {
    expect(headersOf('a:1\nb:2\na:3')).toEqual({ a: '1', b: '2' })
    expect(headersOf('a\\cb:1\na\\cb:2')).toEqual({ 'a:b': '1' })
  })

  test('with the names of what every object has are headers like others', () => {
    const headers = headersOf('__proto__:1\nconstructor:2\ntoString:3\n__proto__:4') as Record<string, string>
    expect(Object.entries(headers).sort()).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ])
    expect(Object.prototype).not.toHaveProperty('1')
    expect({}.constructor).toBe(Object)
  })

  test('end with a line feed, or with both', () => {
    expect(read('MESSAGE␍\na:1␍\nb:2␍\n␍\nx␀')[0]).toMatchObject({
      command: 'MESSAGE',
      headers: { a: '1', b: '2' },
    })
  })
})

describe('headers that go', () => {
  test.each([
    ['1.2', { a: 'x\\y:z' }, 'a:x\\\\y\\cz'],
    ['1.1', { a: 'x\\y:z' }, 'a:x\\\\y\\cz'],
    ['1.0', { a: 'x\\y:z' }, 'a:x\\y:z'],
    ['1.2', { 'a\\b': '1' }, 'a\\\\b:1'],
    ['1.2', { a: '  v  ' }, 'a:  v  '],
    ['1.2', { a: '' }, 'a:'],
    ['1.2', { 방: '안녕 👋' }, '방:안녕 👋'],
  ] as [string, Record<string, string>, string][])('in STOMP %s: %j', (version, headers, lines) => {
    expect(written(headers, version)).toBe(`SEND\n${lines}\n\n\0`)
  })

  test.each(['1.0', '1.1', '1.2'])('come back as they were in STOMP %s', (version) => {
    const nasty: Record<string, string> = {
      a: version === '1.0' ? 'plain' : 'C:\\new\\c\\\\n:\\',
      ['__proto__']: 'x',
      constructor: 'y',
      'a\\nb': '\\',
      b: ' :\t: ',
    }
    const wire = written(nasty, version, 'MESSAGE')
    expect(Object.entries(read(wire, version)[0]!.headers).sort()).toEqual(Object.entries(nasty).sort())
  })

  test('have no content-length but that of the body', () => {
    const headers = { a: '1', 'content-length': '99' }
    expect(writeFrame('SEND', headers, { body: '안' }, true)).toBe('SEND\na:1\ncontent-length:3\n\n안\0')
    expect(written(headers)).toBe('SEND\na:1\n\n\0')
  })
})

describe('a body', () => {
  test.each([
    ['text', 'hello'],
    ['what is not ASCII', '안녕 👋 \u{1f469}\u200d\u{1f467}'],
    ['NUL inside', 'a\0b\0'],
    ['what looks like a frame', '\0MESSAGE\n\nx\0'],
    ['line feeds around it', '\n\na\n\n'],
    ['half a letter', 'a\ud800b'],
  ])('of %s comes back as it was', (_, body) => {
    const wire = writeFrame('MESSAGE', { a: '1' }, { body }, true)
    expect(typeof wire).toBe('string')
    const frames = read(`${wire as string}MESSAGE\n\nnext␀`)
    expect(frames.map(textOf)).toEqual([body.replace('\ud800', '\ufffd'), 'next'])
  })

  test.each([
    ['bytes', [1, 2, 255]],
    ['NUL and line feeds', [0, 10, 0, 13, 0]],
    ['none', []],
  ])('of %s comes back as it was, in a binary message', (_, bytes) => {
    const wire = writeFrame('MESSAGE', { 방: '1' }, { binaryBody: Uint8Array.from(bytes) }, true)
    expect(wire).toBeInstanceOf(ArrayBuffer)
    const [frame] = read(wire)
    expect([...frame!.bytes]).toEqual(bytes)
    expect(frame!.headers).toMatchObject({ 방: '1' })
  })

  test('that is part of a larger buffer is that part', () => {
    const whole = Uint8Array.of(9, 1, 2, 9)
    const wire = writeFrame('SEND', {}, { binaryBody: whole.subarray(1, 3) }, true) as ArrayBuffer
    expect([...new Uint8Array(wire)].slice(-4)).toEqual([10, 1, 2, 0])
  })

  test('has the length in bytes that it says', () => {
    expect(writeFrame('SEND', {}, { body: '안녕👋' }, true)).toBe('SEND\ncontent-length:10\n\n안녕👋\0')
  })

  test('with a content-length may hold NUL; without one it ends there', () => {
    expect(read('MESSAGE\ncontent-length:3\n\na␀b␀MESSAGE\n\na␀').map(textOf)).toEqual(['a\0b', 'a'])
    expect(textOf(read('MESSAGE\ncontent-length:0\n\n␀')[0]!)).toBe('')
  })
})

describe('in a session', () => {
  test.each(['1.0', '1.1', '1.2'])(
    'of STOMP %s headers are written and read by its rules',
    async (version) => {
      const { client, server, socket } = await connected({ connectedHeaders: { version } })
      const heard: string[] = []
      client.subscribe('/a', ({ headers }) => heard.push(headers.k!))
      await server.settled()
      const outgoing: unknown[] = []
      const send = socket.send.bind(socket)
      socket.send = (data) => {
        outgoing.push(data)
        send(data)
      }
      await client.send('/a', undefined, { headers: { k: 'a:b\\' } })
      socket.receives('MESSAGE\nsubscription:sub-0\nk:x\\cy\n\n\0')
      expect(outgoing).toEqual([`SEND\ndestination:/a\nk:${version === '1.0' ? 'a:b\\' : 'a\\cb\\\\'}\n\n\0`])
      expect(heard.at(-1)).toBe(version === '1.0' ? 'x\\cy' : 'x:y')
    },
  )

  test('an escape that is none ends it, as a fault of the server', async () => {
    const { client, socket } = await connected({}, { reconnect: false })
    socket.receives('MESSAGE\nsubscription:sub-0\nk:\\t\n\n\0')
    expect(client.state).toMatchObject({
      status: 'closed',
      reason: { kind: 'protocol', message: expect.stringContaining('undefined escape \\t') as string },
    })
  })

  test('CONNECT escapes nothing', async () => {
    const { server } = await connected({}, { headers: { login: 'C:\\me' }, token: 'a:b' })
    expect(server.received[0]!.headers).toMatchObject({ login: 'C:\\me', Authorization: 'Bearer a:b' })
  })
})
