import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type Broker, type BrokerEvent, createBroker } from '@stompbox/broker'
import { connect } from '@stompbox/sdk'
import { sockjs } from '@stompbox/sdk/sockjs'

function noneOpens(): never {
  throw new Error('SecurityError')
}

describe.each([undefined, 'spring-5.3', 'spring-6.2', 'spring-7.0'] as const)('profile %s', (profile) => {
  let broker: Broker
  let events: BrokerEvent[]
  let address: string

  beforeEach(async () => {
    const told: BrokerEvent[] = (events = [])
    broker = createBroker(
      {
        ...(profile && { profile }),
        host: '127.0.0.1',
        port: 0,
        endpoints: { '/ws-stomp': { sockjs: true } },
        application: (app) => app.message('/say', ({ body, send }) => send('/topic/said', body)),
      },
      { monitor: (event) => told.push(event) },
    )
    address = `${(await broker.listen()).url}/ws-stomp`
  })

  afterEach(async () => {
    vi.unstubAllGlobals()
    await broker.close()
  })

  test.each([
    ['a WebSocket that opens', WebSocket, 'websocket'],
    ['none that does', noneOpens, 'xhr-streaming'],
  ])('transport: auto, with %s', async (_, constructor, transport) => {
    vi.stubGlobal('WebSocket', constructor)
    const webSocket = sockjs({ transport: 'auto' })
    await using client = await connect(address, { webSocket, headers: { login: 'kim' } })
    expect(client.state).toMatchObject({ transport })
    const seen = events.flatMap((event) =>
      event.type === 'connected' ? [event.session.handshake.transport] : [],
    )
    expect(seen).toEqual([transport])
    const heard = new Promise((resolve) => client.subscribe('/topic/said', ({ body }) => resolve(body)))
    await client.send('/app/say', { text: '안녕' })
    expect(await heard).toEqual({ text: '안녕' })
  })
})
