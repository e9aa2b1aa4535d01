import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RequestError, type StompHeaders } from '@stompbox/sdk'
import type { ReceivedFrame } from '@stompbox/sdk/testing'
import { nothingGoesUnhandled } from './complaints.ts'
import { connected, reconnected, rejection, reports, said, scene } from './scene.ts'

nothingGoesUnhandled()
const reported = reports()
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  expect(reported).toEqual([])
})

const replies = '/user/queue/replies'
const abort = (stopping: AbortController): Promise<void> => {
  stopping.abort(new Error('enough'))
  return Promise.resolve()
}

/** A server that holds each question to `/ask` until the test answers it. */
async function asked(...options: Parameters<typeof connected>) {
  const running = await connected(...options)
  const { client, server } = running
  const questions: ReceivedFrame[] = []
  server.on('/ask', (frame) => void questions.push(frame))
  const ask = (body?: unknown, more = {}): Promise<unknown> =>
    client.request('/ask', body, { replyTo: replies, ...more })
  const answer = (n: number, body: unknown, headers?: StompHeaders): void =>
    void server.deliver(
      replies,
      body,
      headers ?? { 'correlation-id': questions[n]!.headers['correlation-id']! },
    )
  return { ...running, questions, ask, answer }
}

describe('a question by SUBSCRIBE', () => {
  test('is answered by the first message, and leaves no subscription', async () => {
    const { client, server } = await connected()
    server.on('/app/rooms', (_, reply) => {
      reply(['a'])
      reply(['b'])
    })
    expect(await client.request('/app/rooms', undefined, { headers: { k: 'v' } })).toEqual(['a'])
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /app/rooms', 'UNSUBSCRIBE sub-0'])
    expect(server.received[1]!.headers).toMatchObject({ k: 'v' })
    expect(server.sessions[0]!.subscriptions).toEqual([])
  })

  test('is a question of its own, whoever else is subscribed or asks', async () => {
    const { client, server } = await connected()
    let count = 0
    server.on('/app/n', (_, reply) => reply(++count))
    client.subscribe('/app/n', () => undefined)
    await server.settled()
    expect(await Promise.all([client.request('/app/n'), client.request('/app/n')])).toEqual([2, 3])
  })

  test('takes its id and its destination from nobody', async () => {
    const { client, server } = await connected()
    server.on('/app/n', (_, reply) => reply(1))
    const headers = { id: 'x', destination: '/evil' }
    expect(await client.request('/app/n', undefined, { headers })).toBe(1)
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /app/n', 'UNSUBSCRIBE sub-0'])
  })

  test('has no body', async () => {
    const { client, server } = await connected()
    await expect(client.request('/app/n', { n: 1 })).rejects.toThrow(
      'A request with a body needs `replyTo`, where its answer comes.',
    )
    await expect(client.request('/app/n', null)).rejects.toThrow(TypeError)
    await server.settled()
    expect(said(server)).toEqual([])
  })

  test('is asked again with the next session', async () => {
    const running = await connected()
    const { client, server } = running
    const asking = client.request('/app/n')
    await server.settled()
    server.drop()
    await client.when('waiting')
    server.on('/app/n', (_, reply) => reply('late'))
    await vi.advanceTimersByTimeAsync(1)
    expect(await asking).toBe('late')
    await server.settled()
    expect(server.sessions[0]!.subscriptions).toEqual([])
  })

  test('that is refused says why', async () => {
    const { client, server } = await connected()
    server.on('/app/n', ({ headers }) =>
      server.error({
        code: 'forbidden',
        message: 'Not yours',
        headers: { 'receipt-id': headers.receipt! },
      }),
    )
    expect(await rejection(client.request('/app/n'))).toMatchObject({
      name: 'RequestError',
      message: 'No answer from /app/n: Not yours',
      reason: { code: 'forbidden' },
    })
    await vi.advanceTimersByTimeAsync(1)
    expect([client.state.status, said(server)]).toEqual(['connected', ['SUBSCRIBE sub-0 /app/n']])
  })

  test.each([
    ['time', {}, () => vi.advanceTimersByTimeAsync(10_000)],
    ['time that it was given', { timeoutMs: 30 }, () => vi.advanceTimersByTimeAsync(30)],
    ['its signal', {}, abort],
  ])('ends with %s, and leaves no subscription', async (what, options, happens) => {
    const { client, server } = await connected()
    const stopping = new AbortController()
    const asking = rejection(client.request('/app/n', undefined, { ...options, signal: stopping.signal }))
    await server.settled()
    await happens(stopping)
    const error = await asking
    if (what === 'its signal') expect(error).toEqual(new Error('enough'))
    else expect(error).toMatchObject({ name: 'RequestError', reason: { kind: 'timeout' } })
    await server.settled()
    expect(server.sessions[0]!.subscriptions).toEqual([])
  })
})

describe('a question by SEND', () => {
  test('names where and which, and gets its answer', async () => {
    const { server, ask, answer, questions } = await asked()
    const asking = ask({ q: 1 }, { headers: { k: 'v' } })
    await server.settled()
    expect(said(server)).toEqual([`SUBSCRIBE sub-0 ${replies}`, 'SEND /ask {"q":1}'])
    expect(questions[0]!.headers).toMatchObject({
      'reply-to': replies,
      'correlation-id': expect.stringMatching(/./) as string,
      k: 'v',
    })
    answer(0, { a: 1 })
    expect(await asking).toEqual({ a: 1 })
  })

  test('without a body is one, too', async () => {
    const { server, ask, answer, questions } = await asked()
    const asking = ask()
    await server.settled()
    expect(questions[0]!.text).toBe('')
    answer(0, 'yes')
    expect(await asking).toBe('yes')
  })

  test('shares the inbox with all others, and each gets its own answer, in whatever order they come', async () => {
    const { client, server, ask, answer, questions } = await asked()
    const heard: string[] = []
    client.subscribe(replies, ({ text }) => heard.push(text))
    const all = Promise.all([ask('1'), ask('2'), ask('3')])
    await server.settled()
    answer(2, 'three')
    answer(0, 'one')
    answer(0, 'one again')
    answer(1, 'two')
    expect(await all).toEqual(['one', 'two', 'three'])
    expect(new Set(questions.map(({ headers }) => headers['correlation-id'])).size).toBe(3)
    expect(said(server).filter((frame) => frame.startsWith('SUBSCRIBE'))).toHaveLength(1)
    expect(heard).toHaveLength(4)
  })

  test('whose server returns no correlation-id is answered in order', async () => {
    const { server, ask, answer } = await asked()
    const all = Promise.all([ask('1'), ask('2')])
    await server.settled()
    answer(0, 'one', {})
    await server.settled()
    answer(1, 'two', {})
    expect(await all).toEqual(['one', 'two'])
  })

  test('even where the answers come in one breath', async () => {
    const { server, socket, ask } = await asked()
    const all = Promise.all([ask('1'), ask('2'), ask('3')])
    await server.settled()
    const message = (body: string): string => `MESSAGE\nsubscription:sub-0\nmessage-id:m\n\n${body}\0`
    socket.receives(message('one') + message('two'))
    socket.receives(message('three'))
    expect(await all).toEqual(['one', 'two', 'three'])
  })

  test('is not answered by what belongs to another client', async () => {
    const { server, ask, answer } = await asked()
    const asking = ask('1')
    await server.settled()
    answer(0, 'foreign', { 'correlation-id': 'x-0' })
    answer(0, 'foreign', { 'correlation-id': '' })
    answer(0, 'mine')
    expect(await asking).toBe('mine')
    answer(0, 'nobody asked', {})
    await server.settled()
    const second = ask('2')
    await server.settled()
    answer(1, 'second')
    expect(await second).toBe('second')
  })

  test('has a correlation-id of its own, whatever the caller says', async () => {
    const { server, ask, answer, questions } = await asked()
    const asking = ask('1', {
      headers: { 'correlation-id': 'mine', destination: '/evil', 'reply-to': '/other' },
    })
    await server.settled()
    expect(questions[0]!.headers).toMatchObject({ destination: '/ask', 'reply-to': '/other' })
    answer(0, 'yes')
    expect(await asking).toBe('yes')
  })

  test.each([
    ['time', {}, () => vi.advanceTimersByTimeAsync(10_000)],
    ['its signal', {}, abort],
  ])('ends with %s, and its late answer is for nobody', async (what, options, happens) => {
    const { server, ask, answer } = await asked()
    const stopping = new AbortController()
    const first = rejection(ask('1', { ...options, signal: stopping.signal }))
    await server.settled()
    await happens(stopping)
    const error = await first
    if (what === 'its signal') expect(error).toEqual(new Error('enough'))
    else
      expect(error).toMatchObject({
        name: 'RequestError',
        message: 'No answer from /ask: none came within 10000 ms.',
      })
    const second = ask('2')
    await server.settled()
    answer(0, 'late')
    answer(1, 'two')
    expect(await second).toBe('two')
  })

  test('that nobody waits for any more is not sent either', async () => {
    const { client, server, ask } = await asked()
    const first = ask('1')
    await server.settled()
    server.deliver(replies, 'one')
    await first
    server.drop()
    await client.when('waiting')
    const stopping = new AbortController()
    const late = rejection(ask('2', { timeoutMs: 0 }))
    const stopped = rejection(ask('3', { signal: stopping.signal }))
    await server.settled()
    stopping.abort(new Error('enough'))
    expect(await stopped).toEqual(new Error('enough'))
    vi.advanceTimersByTime(0)
    expect(await late).toBeInstanceOf(RequestError)
    await client.connect()
    await server.settled()
    expect(said(server).filter((frame) => frame.startsWith('SEND'))).toEqual(['SEND /ask 1'])
  })

  test('fails when the session ends that it was sent in', async () => {
    const running = await asked()
    const { client, server, ask } = running
    const asking = rejection(ask('1'))
    await server.settled()
    server.drop()
    expect(await asking).toMatchObject({ name: 'RequestError', reason: { kind: 'network' } })
    await client.connect()
    await server.settled()
    expect(said(server).filter((frame) => frame.startsWith('SEND'))).toHaveLength(1)
  })

  test('waits for the next session where it was not sent, behind the inbox', async () => {
    const { client, server } = scene()
    server.on('/ask', (_, reply) => reply('yes'))
    const asking = client.request('/ask', 1, { replyTo: replies })
    await client.connect()
    expect(await asking).toBe('yes')
    expect(said(server)).toEqual([`SUBSCRIBE sub-0 ${replies}`, 'SEND /ask 1'])
    server.drop()
    await client.when('waiting')
    const next = client.request('/ask', 2, { replyTo: replies })
    await vi.advanceTimersByTimeAsync(1)
    expect(await next).toBe('yes')
    expect(said(server).slice(2)).toEqual([`SUBSCRIBE sub-0 ${replies}`, 'SEND /ask 2'])
  })

  test('goes on waiting where a session ends before it could be sent', async () => {
    const { client, server, ask, answer, questions } = await asked()
    const first = ask('1')
    await server.settled()
    answer(0, 'one')
    await first
    server.drop()
    await client.when('waiting')
    const stop = client.onStateChange(({ status }) => status === 'connected' && server.mute())
    const asking = ask('2')
    await client.connect()
    await server.settled()
    stop()
    server.drop()
    await client.when('waiting')
    server.unmute()
    await client.connect()
    await server.settled()
    expect(questions.map(({ text }) => text)).toEqual(['1', '2'])
    answer(1, 'two')
    expect(await asking).toBe('two')
  })

  test('says why where its inbox is refused, and the next one asks for it anew', async () => {
    const { client, server } = await connected()
    server.on(replies, ({ headers }) =>
      server.error({
        code: 'forbidden',
        message: 'Not yours',
        headers: { 'receipt-id': headers.receipt! },
      }),
    )
    const ask = (): Promise<unknown> => client.request('/ask', 1, { replyTo: replies })
    const errors = await Promise.all([rejection(ask()), rejection(ask())])
    expect(errors).toMatchObject(Array(2).fill({ name: 'RequestError', reason: { code: 'forbidden' } }))
    server.on(replies, () => undefined)
    server.on('/ask', (_, reply) => reply('yes'))
    await client.connect()
    expect(await ask()).toBe('yes')
  })

  test('is handed back where it cannot be sent', async () => {
    const { client, server, ask } = await asked({}, { outbox: { maxMessages: 1 } })
    const first = ask('1')
    await server.settled()
    server.deliver(replies, 'one')
    await first
    server.drop()
    await client.when('waiting')
    const [kept, full] = [rejection(ask('2')), rejection(ask('3'))]
    expect(await full).toMatchObject({ name: 'NotSentError', why: 'full', unsent: { body: '3' } })
    await client.disconnect()
    expect(await kept).toMatchObject({ name: 'RequestError', reason: { kind: 'asked' } })
  })

  test.each([
    ['by SUBSCRIBE', undefined, {}],
    ['by SEND, its inbox unknown', 'body', { replyTo: '/user/queue/other' }],
    ['by SEND', 'body', { replyTo: replies }],
  ])('on a closed client fails at once: %s', async (_, body, options) => {
    const { client, server, ask, answer } = await asked()
    const first = ask('1')
    await server.settled()
    answer(0, 'one')
    await first
    await client.disconnect()
    const error = await rejection(client.request('/ask', body, options))
    expect(error).toMatchObject({ name: 'RequestError', reason: { kind: 'asked' } })
    await client.connect()
    await server.settled()
    expect(server.sessions.at(-1)!.subscriptions.map(({ destination }) => destination)).not.toContain('/ask')
  })

  test.each([
    ['a destination without a slash', 'ask', { replyTo: replies }],
    ['an inbox without a slash', '/ask', { replyTo: 'replies' }],
    ['a header that cannot be sent', '/ask', { replyTo: replies, headers: { 'a:b': '' } }],
    ['a signal that has aborted', '/ask', { replyTo: replies, signal: AbortSignal.abort(new TypeError()) }],
  ])('cannot be made of %s, and nothing stays of the attempt', async (_, destination, options) => {
    const { client, server } = await connected()
    await expect(client.request(destination, 1, options)).rejects.toThrow(TypeError)
    await server.settled()
    expect(said(server)).toEqual([])
  })

  test('goes at once to a server that gives no receipts, as far as is known', async () => {
    const { client, server } = await connected({ receipts: 'disconnect-only' })
    server.on('/ask', (_, reply) => reply('yes'))
    expect(await client.request('/ask', 1, { replyTo: replies })).toBe('yes')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await client.request('/ask', 2, { replyTo: replies })).toBe('yes')
    expect(await client.request('/ask', 3, { replyTo: '/user/queue/others' })).toBe('yes')
    expect('receipt' in server.received.at(-2)!.headers).toBe(false)
  })
})

describe('an inbox of RabbitMQ', () => {
  const rabbit = { connectedHeaders: { server: 'RabbitMQ/4.0.5' } }

  test('is subscribed to by the server itself, under its own name', async () => {
    const running = await connected(rabbit)
    const { client, server } = running
    server.on('/queue/ask', (frame, reply) => reply(`${frame.text}!`))
    const ask = (body: string): Promise<unknown> =>
      client.request('/queue/ask', body, { replyTo: '/temp-queue/x' })
    expect(await Promise.all([ask('1'), ask('2')])).toEqual(['1!', '2!'])
    const waiting = reconnected(running)
    await server.settled()
    await vi.advanceTimersByTimeAsync(1)
    await waiting
    expect(await ask('3')).toBe('3!')
    expect(said(server)).toEqual(['SEND /queue/ask 1', 'SEND /queue/ask 2', 'SEND /queue/ask 3'])
  })

  test('is left to itself by UNSUBSCRIBE as well', async () => {
    const { client, server } = await connected(rabbit)
    const subscription = client.subscribe('/temp-queue/x')
    expect(await subscription.ready).toBe('sent')
    subscription.unsubscribe()
    await server.settled()
    expect(said(server)).toEqual([])
  })

  test('is an ordinary one elsewhere', async () => {
    const { client, server } = await connected({ connectedHeaders: { server: 'ActiveMQ/6' } })
    server.on('/queue/ask', (_, reply) => reply('yes'))
    expect(await client.request('/queue/ask', 1, { replyTo: '/temp-queue/x' })).toBe('yes')
    expect(said(server)[0]).toBe('SUBSCRIBE sub-0 /temp-queue/x')
  })
})

test('a question without a time limit waits', async () => {
  const { server, ask, answer } = await asked()
  const asking = ask('1', { timeoutMs: Infinity })
  await vi.advanceTimersByTimeAsync(1_000_000)
  answer(0, 'at last')
  expect(await asking).toBe('at last')
  await server.settled()
})
