import { describe, expect, test, vi } from 'vitest'
import {
  command,
  defineChannels,
  InvalidBodyError,
  rpc,
  topic,
  type OnInvalid,
  type StandardSchema,
} from '@stompbox/sdk'
import { z } from 'zod'
import { nothingGoesUnhandled } from './complaints.ts'
import { connected, rejection, reports, said, scene } from './scene.ts'

nothingGoesUnhandled()
const reported = reports()
const ignore = (): void => undefined

const date = z.object({ at: z.iso.datetime().transform((text) => new Date(text)) })
const at = '2026-01-02T03:04:05.000Z'

/** What only a compiler forbids. */
type Use = Record<'subscribe' | 'send' | 'request', (name: string) => unknown>

/** Takes strings, those that start with `slow` when they are told to; `bad` ones are no good. */
function patient() {
  const thinking: (() => void)[] = []
  const schema: StandardSchema<string, string> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const text = String(value)
        const result = text.includes('bad')
          ? { issues: [{ message: 'no good' }] }
          : { value: text.toUpperCase() }
        if (!text.startsWith('slow')) return result
        return new Promise((resolve) => thinking.push(() => resolve(result)))
      },
    },
  }
  return { schema, decide: () => thinking.splice(0).forEach((think) => think()) }
}

describe('a name', () => {
  const channels = defineChannels({
    room: topic('/rooms/{id}', z.string()),
    plain: topic('/plain'),
    say: command('/say'),
    count: rpc('/count/{id}', { reply: z.number() }),
  })

  test('stands for its destination, filled in', async () => {
    const { client, server } = await connected({}, { channels })
    const subscription = client.subscribe('room', { params: { id: 'a/*' } })
    client.subscribe('room', ignore, { params: { id: 7 } })
    client.subscribe('plain', ignore)
    await client.send('room', 'x', { params: { id: 7 } })
    await client.send('say', 'y')
    await server.settled()
    expect(subscription.destination).toBe('/rooms/a%2F%2A')
    expect(said(server).map((frame) => frame.split(' ').at(-1))).toEqual([
      '/rooms/a%2F%2A',
      '/rooms/7',
      '/plain',
      'x',
      'y',
    ])
  })

  test('is shared by what resolves to the same destination', async () => {
    const { client, server } = await connected({}, { channels })
    client.subscribe('room', ignore, { params: { id: 7 } })
    client.subscribe('room', ignore, { params: { id: '7' } })
    client.subscribe('/rooms/7', ignore)
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /rooms/7'])
  })

  test.each(['nobody', 'constructor', '__proto__', 'toString', ''])(
    '%j that is none is said so',
    async (name) => {
      const { client, server } = await connected({}, { channels })
      const use = client as never as Use
      const none = `"${name}" is no topic`
      expect(() => use.subscribe(name)).toThrow(none)
      await expect(use.send(name)).rejects.toThrow(none)
      await expect(use.request(name)).rejects.toThrow(`"${name}" is no rpc of room, plain, say, count`)
      expect(said(server)).toEqual([])
    },
  )

  test('has a use, and no other', async () => {
    const { client, server } = await connected({}, { channels })
    const use = client as never as Use
    expect(() => use.subscribe('say')).toThrow('"say" is no topic of')
    expect(() => use.subscribe('count')).toThrow(TypeError)
    await expect(use.send('count')).rejects.toThrow('"count" is no topic or command of')
    await expect(use.request('room')).rejects.toThrow('"room" is no rpc of')
    expect(said(server)).toEqual([])
  })

  test('needs its params, all of them and no others', async () => {
    const { client, server } = await connected({}, { channels })
    expect(() => client.subscribe('room', {} as never)).toThrow('params.id')
    await expect(client.send('room', 'x', {} as never)).rejects.toThrow(TypeError)
    await expect(client.request('count', undefined, { params: { id: 1, x: 2 } as never })).rejects.toThrow(
      'has no {x} for params.x',
    )
    expect(said(server)).toEqual([])
  })
})

describe('what is sent', () => {
  const channels = defineChannels({ dates: topic('/dates', date), say: command('/say', z.string()) })

  test('goes as it was given: the wire carries the input of the schema', async () => {
    const { client, server } = await connected({}, { channels })
    expect(await client.send('dates', { at })).toBe('sent')
    expect(said(server)).toEqual([`SEND /dates {"at":"${at}"}`])
  })

  test('is refused where it does not match, and nothing goes out or waits', async () => {
    const { client, server } = await connected({}, { channels })
    const error = await rejection(client.send('dates', { at: 'tomorrow' }))
    expect(error).toBeInstanceOf(InvalidBodyError)
    expect(error).toMatchObject({
      destination: '/dates',
      body: { at: 'tomorrow' },
      message: expect.stringMatching(/^A body to \/dates does not match its channel: at: /) as string,
    })
    await expect(client.send('say', 7 as never, { until: 'queued' })).rejects.toThrow(InvalidBodyError)
    await expect(client.send('say', undefined as never)).rejects.toThrow(InvalidBodyError)
    expect(said(server)).toEqual([])
  })

  test('keeps its order, whoever has to think, and an invalid one stops nobody', async () => {
    const { schema, decide } = patient()
    const thoughtful = defineChannels({ room: topic('/room', schema) })
    const { client, server } = await connected({}, { channels: thoughtful })
    const sends = [
      client.send('room', 'slow 1'),
      client.send('room', '2'),
      rejection(client.send('room', 'slow bad')),
      rejection(client.send('room', 'bad')),
      client.send('/plain', '3'),
    ]
    await server.settled()
    expect(said(server)).toEqual([])
    decide()
    const [, , slow, fast] = await Promise.all(sends)
    expect([slow, fast]).toEqual([expect.any(InvalidBodyError), expect.any(InvalidBodyError)])
    await server.settled()
    expect(said(server)).toEqual(['SEND /room slow 1', 'SEND /room 2', 'SEND /plain 3'])
    const direct = client.send('/plain', '4')
    await server.settled()
    expect(said(server).at(-1)).toBe('SEND /plain 4')
    await direct
  })

  test('after its schema thought about it, goes where things stand then', async () => {
    const { schema, decide } = patient()
    const { client, server } = await connected(
      {},
      { channels: defineChannels({ room: topic('/room', schema) }) },
    )
    const stopping = new AbortController()
    const sends = [
      rejection(client.send('room', 'slow 1', { signal: stopping.signal })),
      rejection(client.send('room', 'slow 2')),
    ]
    stopping.abort(new Error('enough'))
    await client.disconnect()
    decide()
    expect(await Promise.all(sends)).toMatchObject([
      { message: 'enough' },
      { name: 'NotSentError', why: 'closed' },
    ])
    expect(said(server)).toEqual(['DISCONNECT'])
  })
})

describe('what arrives', () => {
  async function listening(onInvalid?: OnInvalid) {
    const channels = defineChannels({
      dates: onInvalid ? topic('/dates', date, { onInvalid }) : topic('/dates', date),
    })
    const running = await connected({}, { channels })
    const heard: unknown[] = []
    const subscription = running.client.subscribe('dates', (message) =>
      heard.push(message.issues ? [message.body, message.issues.length] : message.body),
    )
    await subscription.ready
    const deliver = async (...bodies: unknown[]): Promise<void> => {
      for (const body of bodies) running.server.deliver('/dates', body)
      await running.server.settled()
    }
    return { ...running, subscription, heard, deliver }
  }

  test('is what the schema makes of it, with all that a message has', async () => {
    const { client, subscription, heard, deliver } = await listening()
    const raw: unknown[] = []
    client.subscribe('/dates', ({ body }) => raw.push(body))
    const message = new Promise((resolve) => subscription.on('message', resolve))
    await deliver({ at })
    expect([heard, raw]).toEqual([[{ at: new Date(at) }], [{ at }]])
    expect(await message).toMatchObject({
      destination: '/dates',
      text: `{"at":"${at}"}`,
      headers: { 'content-type': 'application/json' },
    })
  })

  test('and does not match is dropped and reported, by default', async () => {
    const { subscription, heard, deliver } = await listening()
    await deliver({ at: 'x' }, { at })
    expect(heard).toEqual([{ at: new Date(at) }])
    expect(reported).toEqual([expect.any(InvalidBodyError)])
    expect(reported[0]).toMatchObject({
      destination: '/dates',
      body: { at: 'x' },
      message: expect.stringMatching(/^A body from \/dates does not match its channel: at: /) as string,
    })
    expect(subscription.status).toBe('active')
  })

  test('and is dropped is told to whoever listens for it, and then not reported', async () => {
    const { subscription, heard, deliver } = await listening('drop')
    const invalid: unknown[] = []
    const stop = subscription.on('invalid', (error) => invalid.push(error.body))
    await deliver({ at: 'x' }, 7)
    stop()
    await deliver(8)
    expect([heard, invalid, reported.length]).toEqual([[], [{ at: 'x' }, 7], 1])
  })

  test('as it is, with its issues, on a channel that says "deliver"', async () => {
    const { heard, deliver } = await listening('deliver')
    await deliver({ at: 'x' }, { at })
    expect(heard).toEqual([[{ at: 'x' }, 1], { at: new Date(at) }])
    expect(reported).toEqual([])
  })

  test('and does not match ends the subscription on a channel that says "end"', async () => {
    const { server, subscription, heard, deliver } = await listening('end')
    const ends: unknown[] = []
    subscription.on('ended', (error) => ends.push(error))
    await deliver({ at }, { at: 'x' })
    expect([heard.length, ends, subscription.status]).toEqual([1, [expect.any(InvalidBodyError)], 'ended'])
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /dates', 'UNSUBSCRIBE sub-0'])
    expect(reported).toEqual([])
  })

  test('and ends the subscription is thrown in its loop', async () => {
    const channels = defineChannels({ dates: topic('/dates', date, { onInvalid: 'end' }) })
    const { client, server } = await connected({}, { channels })
    const subscription = client.subscribe('dates')
    await subscription.ready
    for (const body of [{ at }, 7, { at }]) server.deliver('/dates', body)
    const taken: unknown[] = []
    const loop = async (): Promise<void> => {
      for await (const { body } of subscription) taken.push(body)
    }
    await expect(loop()).rejects.toThrow(InvalidBodyError)
    expect(taken).toEqual([{ at: new Date(at) }])
  })

  /** Hears what a schema that may have to think makes of these. */
  async function thinking(onInvalid: OnInvalid, ...bodies: string[]) {
    const { schema, decide } = patient()
    const channels = defineChannels({ room: topic('/room', schema, { onInvalid }) })
    const running = await connected({}, { channels })
    const heard: string[] = []
    const subscription = running.client.subscribe('room', ({ body }) => heard.push(body))
    await subscription.ready
    for (const body of bodies) running.server.deliver('/room', body)
    await running.server.settled()
    return { ...running, subscription, heard, decide }
  }

  test('keeps its order, whoever has to think', async () => {
    const { server, heard, decide } = await thinking('deliver', '1', 'slow 2', '3', 'slow bad', '4')
    expect(heard).toEqual(['1'])
    decide()
    await server.settled()
    expect(heard).toEqual(['1', 'SLOW 2', '3', 'slow bad', '4'])
    server.deliver('/room', '5')
    await server.settled()
    expect(heard.at(-1)).toBe('5')
  })

  test('is for nobody once it has ended, whatever is still being thought about', async () => {
    const { server, subscription, heard, decide } = await thinking('drop', 'slow 1', 'slow bad', 'bad')
    subscription.unsubscribe()
    decide()
    await server.settled()
    expect([heard, reported]).toEqual([[], []])
  })

  test('stops at the first that does not match, where that ends it', async () => {
    const { server, subscription, heard, decide } = await thinking(
      'end',
      '1',
      'slow bad',
      'slow 2',
      '3',
      'bad',
    )
    decide()
    await server.settled()
    expect([heard, subscription.status, reported.length]).toEqual([['1'], 'ended', 1])
  })

  test('from a schema whose promise is of another kind is waited for, too', async () => {
    const thenable = (text: string) => ({
      then: (resolve: (result: unknown) => unknown) => void resolve({ value: text.toUpperCase() }),
    })
    const schema = {
      '~standard': { version: 1, vendor: 'test', validate: thenable },
    } as unknown as StandardSchema<string, string>
    const { client, server } = await connected(
      {},
      { channels: defineChannels({ room: topic('/room', schema) }) },
    )
    const heard: unknown[] = []
    await client.subscribe('room', ({ body }) => heard.push(body)).ready
    await client.send('room', 'x')
    await server.settled()
    expect(heard).toEqual(['X'])
  })
})

describe('a question of a channel', () => {
  const reply = z.object({ n: z.number() }).transform(({ n }) => n)
  const channels = defineChannels({
    count: rpc('/count/{id}', { reply }),
    ask: rpc('/ask', { request: date, reply, replyTo: '/user/queue/replies' }),
  })

  async function asked(answer: unknown) {
    const running = await connected({}, { channels })
    for (const destination of ['/count/1', '/ask']) running.server.on(destination, (_, send) => send(answer))
    return running
  }

  test('is asked by SUBSCRIBE, or by SEND, as the channel says, and read by its schema', async () => {
    const { client, server } = await asked({ n: 7 })
    expect(await client.request('count', undefined, { params: { id: 1 } })).toBe(7)
    expect(await client.request('ask', { at })).toBe(7)
    expect(said(server).filter((frame) => !frame.startsWith('UN'))).toEqual([
      'SUBSCRIBE sub-0 /count/1',
      'SUBSCRIBE sub-1 /user/queue/replies',
      `SEND /ask {"at":"${at}"}`,
    ])
  })

  test('may have its answer elsewhere', async () => {
    const { client, server } = await asked({ n: 7 })
    expect(await client.request('ask', { at }, { replyTo: '/user/queue/mine' })).toBe(7)
    expect(server.received.at(-1)!.headers['reply-to']).toBe('/user/queue/mine')
  })

  test('that does not match is not asked', async () => {
    const { client, server } = await asked({ n: 7 })
    for (const body of [{ at: 'x' }, undefined, null])
      await expect(client.request('ask', body as never)).rejects.toThrow(InvalidBodyError)
    expect(said(server)).toEqual([])
  })

  test('whose answer does not match fails, and the next one is fine', async () => {
    const { client, server } = await asked({ n: 'x' })
    const error = await rejection(client.request('ask', { at }))
    expect(error).toMatchObject({ name: 'InvalidBodyError', destination: '/ask', body: { n: 'x' } })
    server.on('/ask', (_, send) => send({ n: 8 }))
    expect(await client.request('ask', { at })).toBe(8)
  })

  test('may be thought about on both ways', async () => {
    const { schema, decide } = patient()
    const thoughtful = defineChannels({ ask: rpc('/ask', { request: schema, reply: schema, replyTo: '/r' }) })
    const { client, server } = await connected({}, { channels: thoughtful })
    server.on('/ask', (_, send) => send('slow answer'))
    const asking = client.request('ask', 'slow question')
    const refused = rejection(client.request('ask', 'slow bad'))
    await server.settled()
    expect(said(server)).toEqual([])
    decide()
    await server.next('SEND')
    await server.settled()
    decide()
    expect(await asking).toBe('SLOW ANSWER')
    expect(await refused).toBeInstanceOf(InvalidBodyError)
  })
})

test('a client without channels takes destinations, and says so', async () => {
  const { client } = await connected()
  expect(() => client.subscribe('room')).toThrow('a destination starts with "/"')
  await expect(client.send('', 1)).rejects.toThrow(TypeError)
  await expect(client.request(undefined as never as string)).rejects.toThrow(TypeError)
  await vi.waitFor(() => expect(client.state.status).toBe('connected'))
})

test('an option that is undefined is not given', async () => {
  const nothing = undefined as never
  const options = {
    connectTimeoutMs: nothing,
    token: nothing,
    headers: nothing,
    outbox: { maxAgeMs: nothing },
  }
  const { client, server } = scene({}, { ...options, reconnect: { minDelayMs: 0, maxAttempts: nothing } })
  const sending = client.send('/a', 1)
  await client.connect()
  expect(await sending).toBe('sent')
  server.drop()
  await client.when('waiting')
  await client.when('connected')
})
