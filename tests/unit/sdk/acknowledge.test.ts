import { describe, expect, test } from 'vitest'
import { ReceiptError, StaleDeliveryError, type AckMode, type Message } from '@stompbox/sdk'
import { nothingGoesUnhandled } from './complaints.ts'
import { connected, reconnected, rejection, reports } from './scene.ts'

nothingGoesUnhandled()
reports()

/** A delivery of a session of this version, and how to see what the client says of it. */
async function delivered(version: string, ack: AckMode, headers: string) {
  const running = await connected({ connectedHeaders: { version } })
  const { client, server, socket } = running
  const subscription = client.subscribe('/a', { ack })
  await subscription.ready
  socket.receives(`MESSAGE\nsubscription:sub-0\nmessage-id:m-1\ndestination:/a\n${headers}\nbody\0`)
  const message = (await subscription[Symbol.asyncIterator]().next()).value as Message
  const frames = async () => {
    await server.settled()
    return server.received.slice(2).map(({ command, headers: all }) => [command, all])
  }
  return { ...running, subscription, message, frames }
}

describe.each([
  ['1.2', 'ack:a-1\n', { id: 'a-1' }],
  ['1.1', '', { 'message-id': 'm-1', subscription: 'sub-0' }],
  ['1.0', '', { 'message-id': 'm-1', subscription: 'sub-0' }],
])('in STOMP %s', (version, headers, names) => {
  test.each(['client', 'client-individual'] as const)('ACK of mode %s names the delivery', async (mode) => {
    const { message, frames, server } = await delivered(version, mode, headers)
    await message.ack()
    expect(await frames()).toEqual([['ACK', names]])
    expect(server.received[1]!.headers.ack).toBe(mode)
  })

  test('its headers, transaction and receipt go along', async () => {
    const { message, frames, client } = await delivered(version, 'client', headers)
    const transaction = client.begin()
    await message.ack({ transaction: transaction.id, until: 'receipt', headers: { why: 'a:b' } })
    expect((await frames()).slice(1)).toEqual([
      ['ACK', { ...names, transaction: 'tx-0', why: 'a:b', receipt: 'receipt-1' }],
    ])
  })

  // STOMP 1.0 has no NACK.
  test.skipIf(version === '1.0')('NACK names it likewise', async () => {
    const { message, frames } = await delivered(version, 'client', headers)
    await message.nack({ headers: { requeue: 'false' } })
    expect(await frames()).toEqual([['NACK', { ...names, requeue: 'false' }]])
  })

  test('the delivery of a session that has ended is settled by nobody, whatever came after', async () => {
    const running = await delivered(version, 'client', headers)
    const { message, frames, client, server } = running
    const before = (await frames()).length
    await reconnected(running)
    const error = await rejection(message.ack())
    expect(error).toBeInstanceOf(StaleDeliveryError)
    expect((error as Error).message).toBe('The session of a message from /a is over.')
    await expect(message.nack({ until: 'receipt' })).rejects.toThrow()
    await client.disconnect()
    await expect(message.ack()).rejects.toThrow(StaleDeliveryError)
    expect((await frames()).slice(before).filter(([command]) => command === 'ACK')).toEqual([])
    expect(server.attempts).toBe(2)
  })
})

test('a message that came without `ack` cannot be acknowledged', async () => {
  const { message, frames, client } = await delivered('1.2', 'auto', '')
  await expect(message.ack()).rejects.toThrow(
    'A message from /a cannot be acknowledged: subscribe with `ack`.',
  )
  await expect(message.nack()).rejects.toThrow(TypeError)
  expect(await frames()).toEqual([])
  expect(client.state.status).toBe('connected')
})

test('a receipt that does not come, because the session ends, says so', async () => {
  const { message, server, client } = await delivered('1.2', 'client', 'ack:a-1\n')
  server.mute()
  const acknowledging = rejection(message.ack({ until: 'receipt' }))
  await server.settled()
  server.drop()
  await client.when('waiting')
  const error = await acknowledging
  expect(error).toBeInstanceOf(ReceiptError)
  expect(error).toMatchObject({ reason: { kind: 'network' } })
  expect((error as Error).message).toContain('No receipt for the ACK of a message from /a: ')
})

test('an ACK that the server refuses fails with its reason, and the client comes back', async () => {
  const { message, server, client, socket } = await delivered('1.2', 'client', 'ack:a-1\n')
  server.mute()
  const acknowledging = rejection(message.ack({ until: 'receipt' }))
  socket.receives('ERROR\ncode:unknown-id\nreceipt-id:receipt-1\n\nNo such delivery\0')
  expect(await acknowledging).toMatchObject({
    name: 'ReceiptError',
    reason: { code: 'unknown-id', message: 'No such delivery' },
  })
  server.unmute()
  await client.when('connected')
})

test('headers that cannot be sent are said so', async () => {
  const { message, frames } = await delivered('1.2', 'client', 'ack:a-1\n')
  await expect(message.ack({ headers: { x: 'a\nb' } })).rejects.toThrow(TypeError)
  expect(await frames()).toEqual([])
})

test('the same message is one delivery for all who share it, whatever a schema makes of it', async () => {
  const { message } = await delivered('1.2', 'client', 'ack:a-1\ncontent-type:text/plain\n')
  expect({ ...message }).toMatchObject({ body: 'body', destination: '/a' })
  expect([message.text, [...message.bytes]]).toEqual(['body', [98, 111, 100, 121]])
  expect('issues' in message && message.issues).toBeFalsy()
})
