import { expect, test } from 'vitest'
import type { Batch, Connection, Receiver } from '../../../broker/src/core/ports.ts'
import { connectMemory } from '../../../broker/src/transports/memory.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (array: Uint8Array): string => new TextDecoder().decode(array)
const batch = (...frames: string[]): Batch => ({ frames: frames.map(bytes), bytes: bytes(frames.join('')) })

function open() {
  const heard: string[] = []
  let connection!: Connection
  const receiver: Receiver = {
    receive: (chunk, kind) => heard.push(`${kind} ${text(chunk)}`),
    finished: () => heard.push('finished'),
    closed: (code, reason) => heard.push(`closed ${code} ${reason}`),
  }
  const peer = connectMemory((opened) => {
    connection = opened
    return receiver
  })
  return { peer, connection, heard }
}

test('strings go as text and bytes as binary, in order, in the same call', () => {
  const { peer, heard } = open()
  peer.send('a')
  peer.send(bytes('b'))
  expect(heard).toEqual(['text a', 'binary b'])
})

test('frames arrive one by one, copied, because the sender may reuse a written array', () => {
  const { peer, connection } = open()
  const sent = batch('one', 'two')
  expect(connection.send(sent)).toBe(true)
  for (const array of [sent.bytes, ...sent.frames]) array.fill(0)
  expect(peer.received.map(text)).toEqual(['one', 'two'])
})

test('a reader that pauses keeps the arrays by reference and lets unsent bytes grow', () => {
  const { peer, connection } = open()
  peer.pauseReading()
  const sent = batch('one')
  expect(connection.send(sent)).toBe(false)
  expect(connection.send(batch('three'))).toBe(false)
  expect(connection.unsentBytes).toBe(8)
  sent.frames[0]!.set(bytes('ONE'))
  peer.resumeReading()
  expect(peer.received.map(text)).toEqual(['ONE', 'three'])
  expect(connection.unsentBytes).toBe(0)
})

test('a close waits behind unread frames and is told once', async () => {
  const { peer, connection, heard } = open()
  peer.pauseReading()
  connection.send(batch('last'))
  connection.close(4001, 'slow')
  connection.close(1000, 'again')
  expect([peer.state, peer.closing, heard]).toEqual(['open', { code: 4001, reason: 'slow' }, []])
  peer.resumeReading()
  expect(peer.received.map(text)).toEqual(['last'])
  expect(heard).toEqual(['closed 4001 slow'])
  expect(await peer.closed).toEqual({ code: 4001, reason: 'slow' })
  peer.close()
  peer.send('late')
  expect(connection.send(batch('late'))).toBe(true)
  expect(heard).toEqual(['closed 4001 slow'])
})

test('a peer that leaves is told to the receiver with its own code', () => {
  const { peer, heard } = open()
  peer.close(1006, 'cut')
  expect(heard).toEqual(['closed 1006 cut'])
})

test('while the broker pauses, chunks wait in order', () => {
  const { peer, connection, heard } = open()
  connection.pause()
  peer.send('a')
  peer.send('b')
  expect(heard).toEqual([])
  connection.resume()
  expect(heard).toEqual(['text a', 'text b'])
})

test('a listener gets what came before it, and its answers do not call back into the write', async () => {
  const { peer, connection, heard } = open()
  connection.send(batch('early'))
  peer.onMessage((frame) => peer.send(`re ${text(frame)}`))
  connection.send(batch('late'))
  expect(heard).toEqual([])
  await Promise.resolve()
  expect(heard).toEqual(['text re early', 'text re late'])
  expect(peer.received).toEqual([])
})

test('a receiver may be closed, and sent to, before accept returned', () => {
  const heard: number[] = []
  const peer = connectMemory((connection) => {
    connection.send(batch('no'))
    connection.close(1008, 'not you')
    return { receive: () => {}, finished: () => {}, closed: (code) => heard.push(code) }
  })
  expect(heard).toEqual([1008])
  expect(peer.received.map(text)).toEqual(['no'])
})
