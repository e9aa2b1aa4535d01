import { describe, expect, test, vi } from 'vitest'
import { command, defineChannels, topic, TransactionError } from '@stompbox/sdk'
import { z } from 'zod'
import { nothingGoesUnhandled } from './complaints.ts'
import { connected, reconnected, rejection, reports, said, scene } from './scene.ts'

nothingGoesUnhandled()
reports()

test('a transaction does all of it at the commit, in order', async () => {
  const { client, server } = await connected()
  const heard: string[] = []
  await client.subscribe('/a', ({ text }) => heard.push(text)).ready
  const transaction = client.begin()
  transaction.send('/a', '1')
  await client.send('/a', 'outside')
  transaction.send('/a', { n: 2 }, { headers: { k: 'v' } })
  await server.settled()
  expect(heard).toEqual(['outside'])
  expect(await transaction.commit()).toBe('confirmed')
  await server.settled()
  expect(heard).toEqual(['outside', '1', '{"n":2}'])
  expect(said(server).slice(1)).toEqual([
    'BEGIN tx-0',
    'SEND tx-0 /a 1',
    'SEND /a outside',
    'SEND tx-0 /a {"n":2}',
    'COMMIT tx-0',
  ])
  expect(server.received.at(-2)!.headers).toMatchObject({ k: 'v', 'content-type': 'application/json' })
})

test('each has its own name, in all sessions', async () => {
  const running = await connected()
  const { client } = running
  const names = [client.begin().id, client.begin().id]
  await reconnected(running)
  names.push(client.begin().id)
  expect(new Set(names).size).toBe(3)
})

test('an abort does nothing of it, and ends it', async () => {
  const { client, server } = await connected()
  const transaction = client.begin()
  transaction.send('/a', '1')
  transaction.abort()
  transaction.abort()
  expect(() => transaction.send('/a', '2')).toThrow(new TransactionError('The transaction is over.'))
  await expect(transaction.commit()).rejects.toThrow('The transaction is over.')
  await server.settled()
  expect(said(server)).toEqual(['BEGIN tx-0', 'SEND tx-0 /a 1', 'ABORT tx-0'])
})

test('leaving `await using` aborts what is not committed, and nothing else', async () => {
  const { client, server } = await connected()
  {
    await using committed = client.begin()
    await using left = client.begin()
    left.send('/a', '1')
    await committed.commit()
  }
  await server.settled()
  expect(said(server)).toEqual(['BEGIN tx-0', 'BEGIN tx-1', 'SEND tx-1 /a 1', 'COMMIT tx-0', 'ABORT tx-1'])
})

test('after the commit, which there is one of, it is over', async () => {
  const { client, server } = await connected()
  const transaction = client.begin()
  const committing = transaction.commit()
  await expect(transaction.commit()).rejects.toThrow('The transaction is over.')
  expect(() => transaction.send('/a')).toThrow(TransactionError)
  transaction.abort()
  expect(await committing).toBe('confirmed')
  await server.settled()
  expect(said(server)).toEqual(['BEGIN tx-0', 'COMMIT tx-0'])
})

test.each([
  ['is not connected yet', 'idle', async () => undefined],
  ['is connecting', 'connecting', async ({ client }) => void client.connect()],
  ['has ended', 'closed', async ({ client }) => client.connect().then(() => client.disconnect())],
] as [string, string, (running: ReturnType<typeof scene>) => Promise<unknown>][])(
  'none begins while the client %s',
  async (_, status, happens) => {
    const running = scene()
    await happens(running)
    expect(() => running.client.begin()).toThrow(TransactionError)
    expect(() => running.client.begin()).toThrow(`No transaction: the client is ${status}.`)
    await running.server.settled()
  },
)

describe('a transaction whose session ends', () => {
  test('before the commit has done nothing, and says so', async () => {
    const running = await connected()
    const { client, server } = running
    await using transaction = client.begin()
    transaction.send('/a', '1')
    await server.settled()
    await reconnected(running)
    expect(() => transaction.send('/a', '2')).toThrow('The session is over.')
    await expect(transaction.commit()).rejects.toThrow(TransactionError)
    transaction.abort()
    await server.settled()
    expect(said(server)).toEqual(['BEGIN tx-0', 'SEND tx-0 /a 1'])
  })

  test('before the RECEIPT of the commit has an unknown fate', async () => {
    const { client, server } = await connected()
    const transaction = client.begin()
    server.mute()
    const committing = rejection(transaction.commit())
    await server.settled()
    server.drop()
    expect(await committing).toMatchObject({
      name: 'ReceiptError',
      message: expect.stringMatching(/^No receipt for the transaction: /) as string,
      reason: { kind: 'network' },
    })
    server.unmute()
    await client.when('connected')
  })
})

test('a commit is "sent" where the server gives no receipts', async () => {
  vi.useFakeTimers()
  const { client, server } = await connected({ receipts: 'disconnect-only' })
  client.subscribe('/a', () => undefined)
  await vi.advanceTimersByTimeAsync(2_000)
  server.deliver('/a')
  await server.settled()
  expect(await client.begin().commit()).toBe('sent')
  await server.settled()
  expect('receipt' in server.received.at(-1)!.headers).toBe(false)
})

test('a SUBSCRIBE of the same turn is there before it', async () => {
  const { client, server } = await connected()
  const heard: string[] = []
  client.subscribe('/a', ({ text }) => heard.push(text))
  const transaction = client.begin()
  transaction.send('/a', '1')
  await transaction.commit()
  await server.settled()
  expect(heard).toEqual(['1'])
})

test('what is wrong with a body or its headers is said, and the transaction goes on', async () => {
  const slow = z.string().refine(async () => Promise.resolve(true))
  const channels = defineChannels({
    says: topic('/says', z.string()),
    does: command('/does/{id}', z.number()),
    slow: topic('/slow', slow),
  })
  const { client, server } = await connected({}, { channels })
  const transaction = client.begin()
  expect(() => transaction.send('says', 1 as never)).toThrow('A body to /says does not match its channel')
  expect(() => transaction.send('slow', 'x')).toThrow('A transaction cannot wait for the schema of slow.')
  expect(() => transaction.send('nobody' as '/a', 'x')).toThrow('"nobody" is no topic or command of')
  expect(() => transaction.send('/a', 1, { headers: { 'a:b': '' } })).toThrow(TypeError)
  transaction.send('says', 'yes')
  transaction.send('does', 7, {
    params: { id: 'a/b' },
    headers: { transaction: 'mine', destination: '/evil' },
  })
  await transaction.commit()
  expect(said(server)).toEqual([
    'BEGIN tx-0',
    'SEND tx-0 /says yes',
    'SEND tx-0 /does/a%2Fb 7',
    'COMMIT tx-0',
  ])
})
