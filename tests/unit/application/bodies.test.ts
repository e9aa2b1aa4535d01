import { describe, expect, test } from 'vitest'
import { type App, type BodyOption, type StandardSchemaV1, ValidationError } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'
import { Recorder } from './recorder.ts'

const send = (body: string, type: string | undefined) =>
  `SEND\ndestination:/pub/x\n${type === undefined ? '' : `content-type:${type}\n`}content-length:${String(lengthOf(body))}\n\n${body}␀`
const lengthOf = (text: string): number => Buffer.byteLength(text.replaceAll(/⟨..⟩/g, '.'))

/** What a route that wants this gets; what the client reads if the route gets nothing. */
function got(option: BodyOption, body: string, type?: string): unknown {
  const bodies: unknown[] = []
  const peer = new Bench({
    application: (app) => app.message('/x', { body: option }, ({ body: value }) => void bodies.push(value)),
  }).connected()
  peer.writes(send(body, type), body.includes('⟨') ? 'binary' : 'text')
  return bodies.length > 0 ? bodies[0] : peer.reads()
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text))
const refused = (what: RegExp) => expect.stringMatching(what) as unknown
const wrongType = refused(
  /^ERROR\nmessage:The body of "\/pub\/x" comes as ".*; this route takes .*\ncode:bad-frame/,
)
const notJson = refused(/is not JSON.*\ncode:bad-frame/)
const empty = refused(/is empty or null; this route needs one\.\ncode:bad-frame/)

describe('conversion by content-type, as in Spring (spring §2.3)', () => {
  test.each<[type: string | undefined, body: string, json: unknown, text: unknown]>([
    [undefined, '{"a":1}', { a: 1 }, '{"a":1}'],
    [undefined, '"hello"', 'hello', '"hello"'],
    [undefined, 'hello', notJson, 'hello'],
    ['application/json', '{"a":1}', { a: 1 }, refused(/is JSON but no string.*\ncode:bad-frame/)],
    ['application/json', '"hello"', 'hello', 'hello'],
    ['application/json', 'hello', notJson, notJson],
    ['application/json', ' 1.50\n', 1.5, '1.50'],
    ['application/json', 'true', true, 'true'],
    ['Application/JSON;charset=utf-8', '"안녕"', '안녕', '안녕'],
    ['application/vnd.api+json', '"hello"', 'hello', 'hello'],
    ['application/json-seq', '"hello"', wrongType, wrongType],
    ['text/plain', '"hello"', wrongType, '"hello"'],
    ['text/plain;charset=UTF-8', '안녕', wrongType, '안녕'],
    ['text/plain;charset="euc-kr"', '⟨b0⟩⟨a1⟩', wrongType, '가'],
    ['text/plain;charset=klingon', 'x', wrongType, refused(/charset.*"klingon"\.\ncode:bad-frame/)],
    ['text/html', '<b>', wrongType, wrongType],
    ['application/octet-stream', '{}', wrongType, wrongType],
    ['json', '{}', wrongType, wrongType],
    [undefined, '', empty, empty],
    ['application/json', '', empty, empty],
    ['application/json', 'null', empty, refused(/no string/)],
    ['application/json', '"⟨ff⟩"', refused(/code:bad-utf8/), refused(/code:bad-utf8/)],
    ['text/plain', '⟨ff⟩', wrongType, refused(/code:bad-utf8/)],
  ])('%s: %j', (type, body, json, text) => {
    expect(got('json', body, type)).toEqual(json)
    expect(got('text', body, type)).toEqual(text)
  })

  test.each([undefined, 'application/json', 'text/plain', 'image/png'])(
    'bytes of %s are as they are',
    (type) => expect(got('bytes', '"a"', type)).toEqual(bytesOf('"a"')),
  )

  test('bytes are needed too', () => expect(got('bytes', '')).toEqual(empty))

  test('what to send instead is said', () => {
    expect(got('json', 'x', 'text/plain')).toContain(
      'comes as "text/plain"; this route takes application/json',
    )
    expect(got('text', 'x', 'text/html')).toContain('this route takes text/plain')
  })

  test('a route that says nothing takes what comes, or JSON where that is the custom', () => {
    const seen: unknown[] = []
    const define = (app: App) => app.message('/x', ({ body }) => void seen.push(body))
    void new Recorder(define).message('/x', { body: 'hello' })
    const strict = new Recorder(define, { bodies: 'json' })
    void strict.message('/x', { body: '"hello"' })
    expect(() => strict.message('/x', { body: 'hello' })).toThrow('is not JSON')
    expect(() => strict.message('/x', { body: '"a"', type: 'text/plain' })).toThrow('application/json')
    expect(seen).toEqual(['hello', 'hello'])
  })

  test('a handler that does not look at its body does not need one, unless it said so', () => {
    const lax = new Recorder((app) => app.message('/x', () => 'done'), { bodies: 'json' })
    void lax.message('/x', { body: '' })
    expect(lax.went).toEqual(['/topic/x done'])
    const strict = new Recorder((app) => app.message('/x', { body: 'json' }, () => 'done'))
    expect(() => strict.message('/x', { body: '' })).toThrow('is empty')
  })
})

/** An object with a `text` that is not longer than ten, trimmed. */
const post = (isLate: boolean): StandardSchemaV1<unknown, { text: string }> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate(value) {
      const { text } = value as { text?: unknown }
      const result =
        typeof text !== 'string'
          ? {
              issues: [
                { message: 'expected string', path: ['text'] },
                { message: 'no post', path: [] },
              ],
            }
          : text.length > 10
            ? { issues: [{ message: 'too long', path: [{ key: 'text' }] }] }
            : { value: { text: text.trim() } }
      return isLate ? Promise.resolve(result) : result
    },
  },
})

describe.each([
  ['a schema', post(false)],
  ['a schema that takes its time', post(true)],
])('%s', (_, schema) => {
  const define = (app: App) => {
    app.message('/x', { body: schema }, ({ body }) => body.text)
  }

  test('gives the handler what it makes of the JSON', async () => {
    const recorder = new Recorder(define)
    await recorder.message('/x', { body: '{"text":" hi "}' })
    expect(recorder.went).toEqual(['/topic/x hi'])
  })

  test('refuses with its words, and keeps the handler out of it', async () => {
    const recorder = new Recorder(define)
    const handled = async () => recorder.message('/x', { body: '{}' })
    await expect(handled()).rejects.toMatchObject({
      code: 'bad-frame',
      message: 'The body of "/pub/x" is not valid: text: expected string; no post',
    })
    expect(recorder.sent).toEqual([])
  })

  test('is converted before it is asked', async () => {
    const recorder = new Recorder(define)
    await expect(async () => recorder.message('/x', { body: '{}', type: 'text/plain' })).rejects.toThrow(
      'this route takes application/json',
    )
  })

  test('can be caught', async () => {
    const recorder = new Recorder((app) => {
      define(app)
      app.catch(ValidationError, ({ issues }, { params }) => [issues.length, issues[0]?.message, params])
    })
    await recorder.message('/x', { body: '{"text":"much too long"}' })
    expect(recorder.went).toEqual(['/topic/x [1,"too long",{}]'])
  })
})

test('on the wire a body that is not valid is the client’s fault', async () => {
  const peer = new Bench({
    application: (app) => app.message('/x', { body: post(true) }, () => {}),
  }).connected()
  peer.writes(send('{}', undefined))
  await new Promise(setImmediate)
  expect(peer.isRefused('bad-frame', 1002)).toContain('is not valid\\c text\\c expected string')
})

test('an issue of each of many things is not told', () => {
  const issues = Array.from({ length: 1_000 }, (_, index) => ({ message: `m${String(index)}` }))
  expect(new ValidationError('/pub/x', issues).message).toBe(
    'The body of "/pub/x" is not valid: m0; m1; m2; and 997 more',
  )
})

test('what is no way to read a body is told at once', () => {
  expect(() => new Recorder((app) => app.message('/x', { body: {} as StandardSchemaV1 }, () => {}))).toThrow(
    "none of 'json', 'text', 'bytes' and a Standard Schema",
  )
})
