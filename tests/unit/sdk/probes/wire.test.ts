import { afterEach, describe, expect, test, vi } from 'vitest'
import { nothingGoesUnhandled } from '../complaints.ts'
import { session } from '../sessions.ts'
import { StompServer, type Peer } from '../stomp-server.ts'
import { framesUpTo, message, next } from './script.ts'
import { Stock } from './stock.ts'

// What stompjs 7.5.0 makes of single frames, beside what the SDK makes of them.

nothingGoesUnhandled()
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('P15: content-length is no number', () => {
  const poisons = async (peer: Peer): Promise<void> => {
    const { headers } = await next('SUBSCRIBE', peer)
    peer.writes(message(headers.id, 'poison', 'content-length:abc\n'))
    for (const body of ['1', '2', '3']) peer.writes(message(headers.id, body))
    peer.writes('ERROR\nmessage:not even this\n\n␀')
  }

  test('stompjs hears nothing any more, and takes the connection for sound', async () => {
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url)
    const peer = await server.greetedPeer()
    await stock.connected()
    const heard = vi.fn()
    stock.client.subscribe('/a', heard)
    stock.client.onStompError = heard
    await poisons(peer)
    // Everything that was written before the close has been read by then.
    const closed = new Promise((resolve) => (stock.client.onWebSocketClose = resolve))
    peer.socket.close()
    expect(stock.client.connected).toBe(true)
    await closed
    expect(heard).not.toHaveBeenCalled()
  })

  test('the SDK names the fault, and hears again in the next session', async () => {
    await using running = await session()
    const { client, server, peer } = running
    const heard: string[] = []
    client.subscribe('/a', ({ text }) => heard.push(text))
    const waiting = client.when('waiting')
    await poisons(peer)
    const { reason } = await waiting
    expect(reason).toMatchObject({ kind: 'protocol', retry: true })
    expect(reason.message).toContain('content-length')
    const second = await server.greetedPeer()
    const { headers } = await next('SUBSCRIBE', second)
    second.writes(message(headers.id, '4'))
    await vi.waitFor(() => expect(heard).toEqual(['4']))
    second.drops()
  })
})

describe('P16: a handler throws', () => {
  const throws = (): never => {
    throw new Error('mine')
  }

  test('stompjs writes a line that nothing can listen to', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const report = vi.fn()
    vi.stubGlobal('reportError', report)
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url)
    const peer = await server.greetedPeer()
    await stock.connected()
    const { id } = stock.client.subscribe('/a', throws)
    peer.writes(message(id, 'x'))
    await vi.waitFor(() => expect(log).toHaveBeenCalled())
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('Ignoring'), new Error('mine'))
    expect(report).not.toHaveBeenCalled()
  })

  test('the SDK reports it like any uncaught error, and goes on', async () => {
    const report = vi.fn()
    vi.stubGlobal('reportError', report)
    await using running = await session()
    const { client, peer } = running
    const heard: string[] = []
    client.subscribe('/a', throws)
    client.subscribe('/a', ({ text }) => heard.push(text))
    const { headers } = await next('SUBSCRIBE', peer)
    peer.writes(message(headers.id, '1'), message(headers.id, '2'))
    await vi.waitFor(() => expect(heard).toEqual(['1', '2']))
    expect(report.mock.calls).toEqual([[new Error('mine')], [new Error('mine')]])
  })
})

describe('P17: a large text with characters beyond 16 bits', () => {
  const text = (shift: number): string => `${'x'.repeat(shift)}${'👋'.repeat(6_000)}`
  const shifts = [0, 1, 2]

  /** What the server has read, WebSocket message after WebSocket message, when the body has come. */
  async function readsBody(peer: Peer): Promise<string> {
    let read = ''
    while (!read.endsWith('␀')) read += await peer.reads()
    return read.slice(read.indexOf('\n\n') + 2, -1)
  }

  test('stompjs, told to split large frames, destroys some', async () => {
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url, { splitLargeFrames: true })
    const peer = await server.greetedPeer()
    await stock.connected()
    const arrived: boolean[] = []
    for (const shift of shifts) {
      stock.client.publish({ destination: '/a', body: text(shift) })
      arrived.push((await readsBody(peer)) === text(shift))
    }
    expect(arrived).toContain(false)
  })

  test('the SDK never splits', async () => {
    await using running = await session()
    for (const shift of shifts) {
      await running.client.send('/a', text(shift))
      expect(await readsBody(running.peer)).toBe(text(shift))
    }
  })
})

describe('P18: the caller names a subscription sub-0', () => {
  test('stompjs gives the next one the same id, and one of the two hears nothing', async () => {
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url)
    const peer = await server.greetedPeer()
    await stock.connected()
    const heard: string[] = []
    stock.client.subscribe('/a', () => heard.push('a'), { id: 'sub-0' })
    stock.client.subscribe('/b', () => heard.push('b'))
    const ids = [(await next('SUBSCRIBE', peer)).headers.id, (await next('SUBSCRIBE', peer)).headers.id]
    expect(ids).toEqual(['sub-0', 'sub-0'])
    peer.writes(message('sub-0', 'of /a'))
    await vi.waitFor(() => expect(heard).toEqual(['b']))
  })

  test('the SDK gives every subscription an id of its own', async () => {
    await using running = await session()
    const { client, peer } = running
    const heard: string[] = []
    client.subscribe('/a', () => heard.push('a'), { headers: { id: 'sub-0' } })
    client.subscribe('/b', () => heard.push('b'))
    const sending = client.send('/fence')
    const frames = await framesUpTo('/fence', peer)
    await sending
    const ids = frames.map(({ headers }) => headers.id)
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) peer.writes(message(id, ''))
    await vi.waitFor(() => expect(heard).toEqual(['a', 'b']))
  })
})
