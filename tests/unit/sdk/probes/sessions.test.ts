import type { IMessage } from '@stomp/stompjs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createClient, ReceiptError, StaleDeliveryError, type Message, type StompClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { quick } from '../sessions.ts'
import { StompServer, type Peer } from '../stomp-server.ts'
import { commandsOf, framesUpTo, message, next } from './script.ts'
import { Stock } from './stock.ts'

// What stompjs 7.5.0 does where a session ends, beside what the SDK does under the same server.

nothingGoesUnhandled()
afterEach(() => {
  vi.restoreAllMocks()
})

/** The SDK, connected to the first peer. */
async function connected(server: StompServer): Promise<[StompClient, Peer]> {
  const client = createClient(server.url, quick)
  const [peer] = await Promise.all([server.greetedPeer(), client.connect()])
  return [client, peer]
}

async function leave(client: StompClient, peer: Peer): Promise<void> {
  peer.drops()
  await client.disconnect()
}

describe('P1: the connection is lost after a SUBSCRIBE', () => {
  const lostAfterSubscribe = async (server: StompServer, first: Peer): Promise<Peer> => {
    await next('SUBSCRIBE', first)
    first.drops()
    return server.greetedPeer()
  }

  test('stompjs comes back without the subscription, and tells nobody', async () => {
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url)
    const first = await server.greetedPeer()
    await stock.connected()
    stock.client.subscribe('/a', () => undefined)
    const second = await lostAfterSubscribe(server, first)
    await stock.connected(2)
    stock.client.publish({ destination: '/fence' })
    expect(await framesUpTo('/fence', second)).toEqual([])
  })

  test('the SDK comes back with it, and tells of both', async () => {
    await using server = await StompServer.start()
    const [client, first] = await connected(server)
    const told: string[] = []
    const heard: unknown[] = []
    const subscription = client.subscribe('/a', ({ body }) => heard.push(body))
    subscription.on('interrupted', ({ kind }) => told.push(kind))
    subscription.on('resumed', ({ gap }) => told.push(gap))
    const second = await lostAfterSubscribe(server, first)
    const sending = client.send('/fence')
    const [again] = await framesUpTo('/fence', second)
    await sending
    expect(again).toMatchObject({ command: 'SUBSCRIBE', headers: { destination: '/a' } })
    second.writes(message(again?.headers.id, 'back'))
    await vi.waitFor(() => expect(heard).toEqual(['back']))
    expect(told).toEqual(['network', 'unknown'])
    await leave(client, second)
  })
})

describe('P2: the connection is lost while a RECEIPT is awaited', () => {
  const lostBeforeReceipt = async (server: StompServer, first: Peer): Promise<Peer> => {
    expect(await first.reads()).toContain('receipt:')
    first.drops()
    return server.greetedPeer()
  }

  test('stompjs never calls back', async () => {
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url)
    const first = await server.greetedPeer()
    await stock.connected()
    const came = vi.fn()
    stock.client.watchForReceipt('mine', came)
    stock.client.publish({ destination: '/a', headers: { receipt: 'mine' } })
    const second = await lostBeforeReceipt(server, first)
    await stock.connected(2)
    // Not even when the new session brings it.
    second.writes('RECEIPT\nreceipt-id:mine\n\n␀')
    const unhandled = new Promise((resolve) => (stock.client.onUnhandledReceipt = resolve))
    expect(await unhandled).toMatchObject({ headers: { 'receipt-id': 'mine' } })
    expect(came).not.toHaveBeenCalled()
  })

  test('the SDK says that the fate of the message is unknown, and why', async () => {
    await using server = await StompServer.start()
    const [client, first] = await connected(server)
    const failure = client.send('/a', 1, { until: 'receipt' }).catch((error: unknown) => error)
    const second = await lostBeforeReceipt(server, first)
    expect(await failure).toBeInstanceOf(ReceiptError)
    expect(await failure).toMatchObject({ reason: { kind: 'network' } })
    await leave(client, second)
  })
})

describe('P3: a message of the session before is acknowledged', () => {
  const deliversThenDrops = async (server: StompServer, first: Peer): Promise<Peer> => {
    const { headers } = await next('SUBSCRIBE', first)
    first.writes(message(headers.id, 'x', 'ack:1\n'))
    await next('SEND', first)
    first.drops()
    return server.greetedPeer()
  }

  test('stompjs says nothing, to nobody', async () => {
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url)
    const first = await server.greetedPeer()
    await stock.connected()
    const delivery = new Promise<IMessage>((resolve) => {
      stock.client.subscribe('/a', resolve, { ack: 'client-individual' })
    })
    void delivery.then(() => stock.client.publish({ destination: '/heard' }))
    const second = await deliversThenDrops(server, first)
    await stock.connected(2)
    const { ack } = await delivery
    expect(() => ack()).not.toThrow()
    stock.client.publish({ destination: '/fence' })
    expect(await framesUpTo('/fence', second)).toEqual([])
  })

  test('the SDK rejects with StaleDeliveryError', async () => {
    await using server = await StompServer.start()
    const [client, first] = await connected(server)
    const delivery = new Promise<Message>((resolve) => {
      client.subscribe('/a', resolve, { ack: 'client-individual' })
    })
    void delivery.then(() => client.send('/heard'))
    const second = await deliversThenDrops(server, first)
    const sending = client.send('/fence')
    const frames = await framesUpTo('/fence', second)
    await sending
    await expect((await delivery).ack()).rejects.toThrow(StaleDeliveryError)
    await expect((await delivery).nack()).rejects.toThrow(StaleDeliveryError)
    expect(commandsOf(frames)).toEqual(['SUBSCRIBE'])
    await leave(client, second)
  })
})

describe('P4: a subscription of the session before is ended', () => {
  test('stompjs loses the UNSUBSCRIBE; what was subscribed anew under that id goes on', async () => {
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url)
    const first = await server.greetedPeer()
    await stock.connected()
    const heard = vi.fn()
    const before = stock.client.subscribe('/a', heard)
    await next('SUBSCRIBE', first)
    first.drops()
    const second = await server.greetedPeer()
    await stock.connected(2)
    stock.client.subscribe('/a', heard)
    expect(() => before.unsubscribe()).not.toThrow()
    stock.client.publish({ destination: '/fence' })
    expect(commandsOf(await framesUpTo('/fence', second))).toEqual(['SUBSCRIBE'])
  })

  test('the SDK ends it in the session there is', async () => {
    await using server = await StompServer.start()
    const [client, first] = await connected(server)
    const before = client.subscribe('/a', () => undefined)
    await next('SUBSCRIBE', first)
    first.drops()
    const second = await server.greetedPeer()
    const { headers } = await next('SUBSCRIBE', second)
    before.unsubscribe()
    expect((await next('UNSUBSCRIBE', second)).headers.id).toBe(headers.id)
    await leave(client, second)
  })

  test('the SDK does not even take it along when it ends between two sessions', async () => {
    await using server = await StompServer.start()
    const [client, first] = await connected(server)
    const before = client.subscribe('/a', () => undefined)
    await next('SUBSCRIBE', first)
    const ended = new Promise<void>((resolve) => {
      before.on('interrupted', () => {
        before.unsubscribe()
        resolve()
      })
    })
    first.drops()
    await ended
    const second = await server.greetedPeer()
    const sending = client.send('/fence')
    expect(await framesUpTo('/fence', second)).toEqual([])
    await sending
    await leave(client, second)
  })
})
