import type { IFrame } from '@stomp/stompjs'
import { describe, expect, test } from 'vitest'
import type { Message } from '@stompbox/sdk'
import { session } from '../sessions.ts'
import { StompServer } from '../stomp-server.ts'
import { message, next } from './script.ts'
import { Stock } from './stock.ts'

// What stompjs 7.5.0 makes of headers, beside what the SDK makes of them.

/** What stompjs makes of this header line of a MESSAGE. */
async function readByStock(line: string): Promise<IFrame['headers']> {
  await using server = await StompServer.start()
  await using stock = Stock.at(server.url)
  const peer = await server.greetedPeer()
  await stock.connected()
  const heard = new Promise<IFrame>((resolve) => stock.client.subscribe('/a', resolve))
  peer.writes(message((await next('SUBSCRIBE', peer)).headers.id, '', `${line}\n`))
  return (await heard).headers
}

async function readBySdk(line: string): Promise<Message['headers']> {
  await using running = await session()
  const { client, peer } = running
  const heard = new Promise<Message>((resolve) => client.subscribe('/a', resolve))
  peer.writes(message((await next('SUBSCRIBE', peer)).headers.id, '', `${line}\n`))
  return (await heard).headers
}

/** The SEND that stompjs makes of these headers. */
async function writtenByStock(headers: Record<string, string>): Promise<string[]> {
  await using server = await StompServer.start()
  await using stock = Stock.at(server.url)
  const peer = await server.greetedPeer()
  await stock.connected()
  stock.client.publish({ destination: '/a', headers })
  return (await peer.reads()).split('\n')
}

async function writtenBySdk(headers: Record<string, string>): Promise<string[]> {
  await using running = await session()
  await running.client.send('/a', undefined, { headers })
  return (await running.peer.reads()).split('\n')
}

describe('P11: a backslash before c, n or r', () => {
  const [line, value] = ['path:C\\c\\\\new\\\\crate', 'C:\\new\\crate']

  test('stompjs undoes the escapes one kind after the other, and makes line breaks and colons of it', async () => {
    expect(await writtenByStock({ path: value })).toContain(line)
    expect((await readByStock(line)).path).toBe('C:\\\new\\:rate')
  })

  test('the SDK undoes them from left to right', async () => {
    expect(await writtenBySdk({ path: value })).toContain(line)
    expect((await readBySdk(line)).path).toBe(value)
  })
})

describe('P12: a colon in the name of a header', () => {
  test('stompjs neither escapes nor unescapes names: the name is another at the other side', async () => {
    expect(await writtenByStock({ 'a:b': 'v' })).toContain('a:b:v')
    expect(await readByStock('a\\cb:v')).toMatchObject({ 'a\\cb': 'v' })
  })

  test('the SDK unescapes them, and sends none that an older version could not', async () => {
    expect(await readBySdk('a\\cb:v')).toMatchObject({ 'a:b': 'v' })
    await expect(writtenBySdk({ 'a:b': 'v' })).rejects.toThrow('The header "a:b" cannot be sent')
  })
})

describe('P13: spaces around the value of a header', () => {
  test('stompjs keeps them on the way out and loses them on the way in', async () => {
    expect(await writtenByStock({ padded: '  v  ' })).toContain('padded:  v  ')
    expect((await readByStock('padded:  v  ')).padded).toBe('v')
  })

  test('the SDK keeps them', async () => {
    expect(await writtenBySdk({ padded: '  v  ' })).toContain('padded:  v  ')
    expect((await readBySdk('padded:  v  ')).padded).toBe('  v  ')
  })
})

describe('P14: an escape that there is not', () => {
  test('stompjs passes it through', async () => {
    expect((await readByStock('tab:a\\tb')).tab).toBe('a\\tb')
  })

  test.each(['tab:a\\tb', 'end:a\\', 'a\\tb:v'])('the SDK calls %s the fault that it is', async (line) => {
    await using running = await session({ reconnect: false })
    const { client, peer } = running
    client.subscribe('/a', () => undefined)
    const closed = client.when('closed')
    peer.writes(message((await next('SUBSCRIBE', peer)).headers.id, '', `${line}\n`))
    const { reason } = await closed
    expect(reason).toMatchObject({ kind: 'protocol', retry: true })
    expect(reason.message).toContain('escape')
  })
})

test('what came escaped goes back escaped', async () => {
  await using running = await session()
  const { client, peer } = running
  client.subscribe('/a', (heard) => heard.ack(), { ack: 'client-individual' })
  peer.writes(message((await next('SUBSCRIBE', peer)).headers.id, '', 'ack:1\\ntransaction\\c2\\\\\\r\n'))
  expect(await peer.reads()).toBe('ACK\nid:1\\ntransaction\\c2\\\\\\r\n\n␀')
})
