import {
  type ClientOptions,
  connect,
  type ConnectError,
  createClient,
  type Message,
  type StompClient,
} from '@stompbox/sdk'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { Cable } from '../../support/cable.ts'
import { type RealServer, type Running, topic } from './real-server.ts'

const startDeadlineMs = 120_000
const texts = Array.from({ length: 20 }, (_, index) => ({ index, text: '안녕하세요 👋' }))

/** The same conversation with whatever server. One that is missing fails where CI asks for it, and is said aloud elsewhere. */
export function describeSdk(server: RealServer, complaint?: string): void {
  if (complaint !== undefined) {
    const untried = `The SDK was not tried against ${server.name}. ${complaint}`
    if (process.env.CI !== 'true') console.warn(untried)
    test.skipIf(process.env.CI !== 'true')(server.name, () => expect.unreachable(untried))
    return
  }
  describe(`the SDK and ${server.name}`, () => {
    let running: Running
    beforeAll(async () => {
      running = await server.start()
    }, startDeadlineMs)
    afterAll(() => running[Symbol.asyncDispose]())
    const given: Given = {
      server,
      address: () => running.url,
      refusingAddress: () => running.refusingUrl ?? running.url,
    }

    converses(given)
    asks(given)
    if (server.queue !== undefined) settles(given, server.queue)
    if (server.hasTransactions) transacts(given)
    comesBack(given)
  })
}

interface Given {
  readonly server: RealServer
  /** Once it runs. */
  readonly address: () => URL
  readonly refusingAddress: () => URL
}

const options = ({ headers }: RealServer): ClientOptions => ({
  headers,
  webSocket: (url, protocols) => new WebSocket(url, protocols),
})
const session = ({ server, address }: Given) => connect(address().href, options(server))

/** The first so many bodies that a subscription brings. */
async function bodies(messages: AsyncIterable<Message>, count: number): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const { body } of messages) if (found.push(body) === count) break
  return found
}

function converses(given: Given): void {
  const { server, refusingAddress } = given
  const confirmation = server.givesReceipts ? 'confirmed' : 'sent'

  test('connects, and parts as friends', async () => {
    const client = await session(given)
    expect(client.state).toMatchObject({ status: 'connected', version: '1.2', transport: 'websocket' })
    await client.disconnect()
    expect(client.state).toMatchObject({ status: 'closed', reason: { kind: 'asked' } })
  })

  test('does not come back with a password that was refused', async () => {
    const refused = { ...options(server), headers: server.refusedHeaders }
    const client = createClient(refusingAddress().href, refused)
    const error = await client.connect().catch((error: unknown) => error as ConnectError)
    expect(error).toMatchObject({ name: 'ConnectError', reason: { retry: false } })
    expect(client.state).toEqual({ status: 'closed', reason: error!.reason })
  })

  test('hears itself by callback and by iterator, in order', async () => {
    await using client = await session(given)
    const heard: unknown[] = []
    const called = client.subscribe(topic, ({ body }) => heard.push(body))
    const looped = client.subscribe(topic)
    expect(await Promise.all([called.ready, looped.ready])).toEqual([confirmation, confirmation])
    for (const text of texts) void client.send(topic, text)
    expect(await bodies(looped, texts.length)).toEqual(texts)
    expect(heard).toEqual(texts)
  })

  const knows = server.givesReceipts ? 'hears what the server has taken' : 'learns that no receipts are given'
  test(knows, async () => {
    await using client = await session(given)
    const heard = client.subscribe(topic)
    await heard.ready
    const asked = server.givesReceipts ? [] : ['asked']
    for (const body of asked)
      await expect(client.send(topic, body, { until: 'receipt', timeoutMs: 100 })).rejects.toThrow(
        'No receipt',
      )
    await client.send(topic, 'still there')
    expect(await bodies(heard, asked.length + 1)).toEqual([...asked, 'still there'])
    expect(await client.send(topic, 'taken', { until: 'receipt' })).toBe(confirmation)
  })
}

function asks(given: Given): void {
  test.each(given.server.questions)('asks by $way', async ({ answeredBy, answer, ...question }) => {
    await using client = await session(given)
    await using colleague = await session(given)
    if (answeredBy === 'client') await answers(colleague, question.destination)
    expect(await client.request(question.destination, question.body, question.options)).toEqual(answer)
  })
}

async function answers(client: StompClient, destination: string): Promise<void> {
  const { ready } = client.subscribe<{ n: number }>(destination, ({ body, headers }) => {
    const correlation = { 'correlation-id': headers['correlation-id']! }
    void client.send(headers['reply-to']!, body.n * 2, { headers: correlation })
  })
  await ready
}

function settles(given: Given, queue: string): void {
  test('gives a message back and has it again, until it takes it', async () => {
    await using client = await session(given)
    await client.send(queue, 'work', { until: 'receipt' })
    const first = client.subscribe(queue, { ack: 'client-individual', headers: { 'prefetch-count': '1' } })
    const seen: (string | undefined)[] = []
    for await (const message of first) {
      seen.push(message.headers.redelivered)
      if (seen.length === 1) await message.nack({ until: 'receipt' })
      else {
        await message.ack({ until: 'receipt' })
        break
      }
    }
    expect(seen).toEqual(['false', 'true'])
    await client.send(queue, 'after', { until: 'receipt' })
    expect(await bodies(client.subscribe(queue), 1)).toEqual(['after'])
  })
}

function transacts(given: Given): void {
  test('sends all of a transaction or nothing', async () => {
    await using client = await session(given)
    const heard = client.subscribe(topic)
    await heard.ready
    const [kept, dropped] = [client.begin(), client.begin()]
    for (const body of ['one', 'two']) kept.send(topic, body)
    dropped.send(topic, 'never')
    await client.send(topic, 'outside')
    expect(await kept.commit()).toBe('confirmed')
    dropped.abort()
    await client.send(topic, 'after')
    expect(await bodies(heard, 4)).toEqual(['outside', 'one', 'two', 'after'])
  })
}

function comesBack(given: Given): void {
  const { server, address } = given

  test('subscribes again when the cable was pulled, and sends what was written meanwhile', async () => {
    const cable = await Cable.to(Number(address().port))
    onTestFinished(() => cable.close())
    const throughCable = Object.assign(new URL(address()), { hostname: 'localhost', port: cable.port })
    await using client = await connect(throughCable.href, options(server))
    const heard = client.subscribe(topic)
    const messages = heard[Symbol.asyncIterator]()
    const next = async (): Promise<unknown> => ((await messages.next()) as { value: Message }).value.body
    const told: unknown[] = []
    heard.on('interrupted', ({ kind }) => told.push(kind))
    heard.on('resumed', (resumption) => told.push(resumption))
    await heard.ready
    await client.send(topic, 'before')
    expect(await next()).toBe('before')

    cable.become('cut')
    await client.when('waiting')
    expect(told).toEqual(['network'])
    expect(await client.send(topic, 'meanwhile', { until: 'queued' })).toBe('queued')
    const written = client.send(topic, 'and this')

    cable.become('whole')
    await client.connect()
    expect(client.state).toMatchObject({ status: 'connected', resumed: true })
    expect(await written).toBe('sent')
    await client.send(topic, 'after')
    expect([await next(), await next(), await next()]).toEqual(['meanwhile', 'and this', 'after'])
    expect(told).toEqual(['network', { gap: 'unknown' }])
  })
}
