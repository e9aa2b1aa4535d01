import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import {
  type ChannelMap,
  command,
  createClient,
  defineChannels,
  type Message,
  rpc,
  type StandardSchema,
  type StompClient,
  type Subscription,
  topic,
  type Transaction,
} from '@stompbox/sdk'

/** For the compiler alone. */
const typed = (code: () => unknown) => () => expect(code).toBeTypeOf('function')

interface Note {
  readonly text: string
}
interface Read {
  text: string
  at: Date
}

const withZod = z.object({ text: z.string(), at: z.iso.datetime().transform((text) => new Date(text)) })
const withValibot = v.object({
  text: v.string(),
  at: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
})
const withArkType = type({ text: 'string', at: 'string.date.parse' })
const byHand: StandardSchema<string, number> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: Number(value) }) },
}

const channels = defineChannels({
  messages: topic('/sub/room/{roomId}', withZod),
  seats: topic('/topic/house.{house}.seat.{n}', withValibot, { onInvalid: 'end' }),
  alerts: topic('/topic/alerts', withArkType),
  notes: topic<Note>()('/topic/notes/{id}', { onInvalid: 'deliver' }),
  dates: topic<string, Date>()('/topic/dates'),
  numbers: topic('/topic/numbers', byHand),
  raw: topic('/topic/raw'),
  say: command('/pub/say/{roomId}', withZod),
  note: command<Note>()('/pub/note'),
  ping: command('/pub/ping'),
  history: rpc('/app/history/{roomId}', { reply: z.array(withZod) }),
  rooms: rpc<undefined, string[]>()('/app/rooms'),
  find: rpc('/pub/find', { request: withZod, reply: withArkType, replyTo: '/user/queue/replies' }),
  count: rpc<Note, number>()('/pub/count/{roomId}', { replyTo: '/user/queue/replies' }),
  anything: rpc('/pub/anything', { replyTo: '/user/queue/replies' }),
})

const client = undefined as unknown as StompClient<typeof channels>
const plain = undefined as unknown as StompClient
const text = 'x'.repeat(3)
const at = '2026-01-02T03:04:05Z'
const key = 'x'.repeat(3)
const params = { roomId: 7 }

describe('subscribing', () => {
  test(
    'gives what the schema makes of a body',
    typed(() => {
      const messages = client.subscribe('messages', { params })
      expectTypeOf(messages).toEqualTypeOf<Subscription<Read>>()
      client.subscribe('messages', ({ body }) => expectTypeOf(body).toEqualTypeOf<Read>(), { params })
      client.subscribe('seats', ({ body }) => expectTypeOf(body).toEqualTypeOf<Read>(), {
        params: { house: 'a', n: 1 },
      })
      client.subscribe('alerts', ({ body }) => expectTypeOf(body).toEqualTypeOf<Read>())
      client.subscribe('numbers', ({ body }) => expectTypeOf(body).toBeNumber())
      client.subscribe('dates', ({ body }) => expectTypeOf(body).toEqualTypeOf<Date>())
      client.subscribe('raw', ({ body }) => expectTypeOf(body).toBeUnknown())
      client.subscribe('notes', ({ body }) => expectTypeOf(body).toEqualTypeOf<Note>(), {
        params: { id: 'a' },
      })
      messages.on('message', (message) => expectTypeOf(message).toEqualTypeOf<Message<Read>>())
    }),
  )

  test(
    'goes with a loop, options and an async handler',
    typed(async () => {
      const { signal } = new AbortController()
      for await (const { body } of client.subscribe('alerts', {
        signal,
        buffer: { max: 5, overflow: 'end' },
      }))
        expectTypeOf(body).toEqualTypeOf<Read>()
      client.subscribe('messages', async (message) => message.ack(), { params, ack: 'client', signal })
    }),
  )

  test(
    'needs the parameters of the template, all of them and no others',
    typed(() => {
      client.subscribe('messages', { params: { roomId: '7' } })
      client.subscribe('messages', () => {}, { params: { roomId: 7 }, ack: 'client' })
      // @ts-expect-error -- Expected 2-3 arguments, but got 1.
      client.subscribe('messages')
      // @ts-expect-error -- no params: Type '() => void' is not assignable to type 'NeedsParams<"/sub/room/{roomId}">'
      client.subscribe('messages', () => {})
      // @ts-expect-error -- no params
      client.subscribe('messages', () => {}, {})
      // @ts-expect-error -- roomId is missing
      client.subscribe('messages', { params: {} })
      // @ts-expect-error -- 'room' does not exist in type 'Params<"/sub/room/{roomId}">'
      client.subscribe('messages', { params: { room: 7 } })
      // @ts-expect-error -- n is missing
      client.subscribe('seats', { params: { house: 'a' } })
      // @ts-expect-error -- one too many
      client.subscribe('messages', { params: { roomId: 7, more: 1 } })
      // @ts-expect-error -- neither a text nor a number
      client.subscribe('messages', { params: { roomId: true } })
      // @ts-expect-error -- may be undefined
      client.subscribe('messages', { params: { roomId: undefined as string | undefined } })
      // @ts-expect-error -- there are none
      client.subscribe('alerts', { params: { roomId: 7 } })
    }),
  )

  test(
    'takes topics',
    typed(() => {
      // @ts-expect-error -- '"alert"' is not assignable to parameter of type '`/${string}` | "messages" | "alerts" | …'
      client.subscribe('alert')
      // @ts-expect-error -- a command
      client.subscribe('note', () => {})
      // @ts-expect-error -- a command
      client.subscribe('say', { params })
      // @ts-expect-error -- a question
      client.subscribe('rooms')
      // @ts-expect-error -- no destination
      client.subscribe('sub/room/7')
      // @ts-expect-error -- may be anything
      client.subscribe(key)
    }),
  )

  test(
    'takes destinations beside channels',
    typed(() => {
      expectTypeOf(client.subscribe('/sub/other')).toEqualTypeOf<Subscription>()
      expectTypeOf(client.subscribe<Note>('/sub/other', { ack: 'client' })).toEqualTypeOf<
        Subscription<Note>
      >()
      client.subscribe<Note>('/sub/other', ({ body }) => expectTypeOf(body).toEqualTypeOf<Note>())
      client.subscribe('/sub/other', ({ body }: Message<Note>) => expectTypeOf(body).toEqualTypeOf<Note>())
      client.subscribe(`/sub/${text}`, ({ body }) => expectTypeOf(body).toBeUnknown())
      // @ts-expect-error -- there is nothing to fill in
      client.subscribe('/sub/room/{roomId}', { params })
    }),
  )
})

describe('sending', () => {
  test(
    'takes what the schema takes',
    typed(async () => {
      expectTypeOf(await client.send('messages', { text, at }, { params })).toEqualTypeOf<
        'queued' | 'sent' | 'confirmed' | 'dropped'
      >()
      await client.send('messages', { text, at }, { params, until: 'receipt', whenOffline: 'throw' })
      await client.send('alerts', { text, at })
      await client.send('alerts', { text, at }, { until: 'queued' })
      await client.send('say', { text, at }, { params })
      await client.send('note', { text })
      await client.send('dates', at)
      await client.send('numbers', '7')
      // @ts-expect-error -- the output instead of the input
      await client.send('alerts', { text, at: new Date() })
      // @ts-expect-error -- the output instead of the input
      await client.send('numbers', 7)
      // @ts-expect-error -- at is missing
      await client.send('messages', { text }, { params })
      // @ts-expect-error -- unknown property
      await client.send('note', { text, at })
      // @ts-expect-error -- Expected 2-3 arguments, but got 1.
      await client.send('note')
      // @ts-expect-error -- no note
      await client.send('note', text)
    }),
  )

  test(
    'needs parameters where the template has some',
    typed(async () => {
      // @ts-expect-error -- Expected 3 arguments, but got 2.
      await client.send('messages', { text, at })
      // @ts-expect-error -- no params
      await client.send('messages', { text, at }, { until: 'sent' })
      // @ts-expect-error -- 'room' does not exist in type 'Params<"/pub/say/{roomId}">'
      await client.send('say', { text, at }, { params: { room: 7 } })
      // @ts-expect-error -- there are none
      await client.send('note', { text }, { params })
    }),
  )

  test(
    'takes topics, commands and destinations',
    typed(async () => {
      await client.send('/pub/other')
      await client.send('/pub/other', { any: 'thing' }, { headers: { a: 'b' } })
      await client.send('ping')
      await client.send('ping', { any: 'thing' })
      // @ts-expect-error -- '"pong"' is not assignable to parameter of type '`/${string}` | "messages" | …'
      await client.send('pong')
      // @ts-expect-error -- a question
      await client.send('find', { text, at })
      // @ts-expect-error -- may be anything
      await client.send(key)
    }),
  )

  test(
    'within a transaction is the same',
    typed(() => {
      const transaction = undefined as unknown as Transaction<typeof channels>
      transaction.send('say', { text, at }, { params })
      transaction.send('ping')
      transaction.send('/pub/other', 7)
      // @ts-expect-error -- Expected 3 arguments, but got 2.
      transaction.send('say', { text, at })
      // @ts-expect-error -- no note
      transaction.send('note', 7)
      // @ts-expect-error -- no such channel
      transaction.send('pong')
      expectTypeOf(client.begin()).toEqualTypeOf<typeof transaction>()
    }),
  )
})

describe('asking', () => {
  test(
    'gives what the schema makes of the answer',
    typed(async () => {
      expectTypeOf(await client.request('history', undefined, { params })).toEqualTypeOf<Read[]>()
      expectTypeOf(await client.request('rooms')).toEqualTypeOf<string[]>()
      expectTypeOf(await client.request('rooms', undefined, { timeoutMs: 5 })).toEqualTypeOf<string[]>()
      expectTypeOf(await client.request('find', { text, at })).toEqualTypeOf<Read>()
      expectTypeOf(await client.request('count', { text }, { params })).toBeNumber()
      expectTypeOf(await client.request('anything')).toBeUnknown()
      expectTypeOf(await client.request('anything', 7)).toBeUnknown()
    }),
  )

  test(
    'takes what the question takes',
    typed(async () => {
      // @ts-expect-error -- the output instead of the input
      await client.request('find', { text, at: new Date() })
      // @ts-expect-error -- Expected 2-3 arguments, but got 1.
      await client.request('find')
      // @ts-expect-error -- Expected 3 arguments, but got 2.
      await client.request('count', { text })
      // @ts-expect-error -- Expected 3 arguments, but got 1.
      await client.request('history')
      // @ts-expect-error -- it is asked by SUBSCRIBE, which has no body
      await client.request('rooms', { text })
      // @ts-expect-error -- no such question
      await client.request('found', { text, at })
      // @ts-expect-error -- a topic
      await client.request('alerts', { text, at })
    }),
  )

  test(
    'goes to destinations too',
    typed(async () => {
      expectTypeOf(await client.request('/app/other')).toBeUnknown()
      expectTypeOf(
        await client.request<Note>('/app/other', { a: 1 }, { replyTo: '/user/queue/a' }),
      ).toEqualTypeOf<Note>()
      expectTypeOf(await plain.request<Note>('/app/other')).toEqualTypeOf<Note>()
    }),
  )

  test(
    'with a body needs a place for the answer',
    typed(() => {
      // @ts-expect-error -- Expected 2 arguments, but got 1.
      rpc<Note, number>()('/pub/count')
      // @ts-expect-error -- Property 'replyTo' is missing
      rpc('/pub/count', { request: byHand })
      // @ts-expect-error -- no destination
      rpc('/pub/count', { replyTo: 'user/queue/replies' })
    }),
  )
})

describe('without channels', () => {
  test(
    'any text is a destination',
    typed(async () => {
      const destination: string = text
      plain.subscribe(destination)
      plain.subscribe<Note>(destination, ({ body }) => expectTypeOf(body).toEqualTypeOf<Note>(), {
        ack: 'client',
      })
      plain.subscribe('messages', ({ body }) => expectTypeOf(body).toBeUnknown())
      await plain.send(destination, { text })
      await plain.send('messages')
      plain.begin().send(destination)
      // @ts-expect-error -- no text
      plain.subscribe(7)
      // @ts-expect-error -- there is nothing to fill in
      await plain.send(destination, 1, { params })
    }),
  )
})

describe('channels', () => {
  test(
    'keep their templates and types',
    typed(() => {
      expectTypeOf(channels.messages.destination).toEqualTypeOf<'/sub/room/{roomId}'>()
      expectTypeOf(channels).toExtend<ChannelMap>()
      const more = defineChannels({ ...channels, more: topic('/topic/more') })
      const other = createClient('ws://127.0.0.1', { channels: more })
      other.subscribe('more')
      other.subscribe('alerts')
    }),
  )

  test(
    'start with a slash, and their keys do not',
    typed(() => {
      topic(`/${text}/rooms`)
      // @ts-expect-error -- Argument of type '"sub/a"' is not assignable to parameter of type '`/${string}`'
      topic('sub/a')
      // @ts-expect-error -- the same with types only
      topic<Note>()('sub/a')
      // @ts-expect-error -- the same
      command('pub/a', byHand)
      // @ts-expect-error -- the same
      rpc('pub/a')
      // @ts-expect-error -- Type 'Topic<"/a", unknown, unknown>' is not assignable to type '"a key without the slash"'
      defineChannels({ '/a': topic('/a') })
      // @ts-expect-error -- no policy
      topic('/sub/a', byHand, { onInvalid: 'ignore' })
      // @ts-expect-error -- no schema
      command('/pub/a', { text: 'string' })
    }),
  )
})
