import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient, type AttemptContext, type ClientOptions, type StompClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { frameOf } from '../frames.ts'
import { settled, stopAllClocks } from '../memory-clock.ts'
import { MemoryNetwork } from '../memory-network.ts'
import { failure } from '../sessions.ts'

nothingGoesUnhandled()
beforeEach(() => stopAllClocks())
afterEach(() => {
  vi.useRealTimers()
})

const refusal = 'ERROR\ncode:auth-failed\nmessage:The token has expired\n\n\0'

/** A server that knows which tokens are good. */
function guarded(isGood: (token: string | undefined) => boolean): {
  network: MemoryNetwork
  shown: string[]
} {
  const network = new MemoryNetwork()
  const shown: string[] = []
  network.onPeer = (peer) => {
    peer.onMessage = (text) => {
      const { command, headers } = frameOf(text)
      if (command === 'DISCONNECT') peer.writes(`RECEIPT\nreceipt-id:${headers.receipt}\n\n\0`)
      if (command !== 'CONNECT') return
      const { Authorization: token } = headers
      shown.push(String(token))
      if (isGood(token)) peer.writes('CONNECTED\nversion:1.2\n\n\0')
      else {
        peer.writes(refusal)
        peer.closes(1008)
      }
    }
  }
  return { network, shown }
}

const at = (network: MemoryNetwork, options: ClientOptions): StompClient =>
  createClient('ws://broker.example/ws', { webSocket: network.webSocket, ...options })

/** A token function whose every asking is noted. */
function tokens(give: (time: number) => string | Promise<string>) {
  const asked: (string | undefined)[] = []
  const token = (context: AttemptContext): string | Promise<string> => {
    asked.push(context.reason?.kind)
    return give(asked.length)
  }
  return { asked, token }
}

async function ends(client: StompClient): Promise<void> {
  await settled(client.disconnect())
  await vi.advanceTimersByTimeAsync(100)
  expect(vi.getTimerCount()).toBe(0)
}

describe('a token function', () => {
  test('that never answers is part of the time for the attempt, and its late answer does nothing', async () => {
    const { network } = guarded(() => true)
    let deliver!: (token: string) => void
    const client = at(network, { token: () => new Promise((resolve) => (deliver = resolve)) })
    expect(await settled(failure(client.connect()))).toMatchObject({ kind: 'timeout', retry: true })
    deliver('late')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(network.attempts).toBe(0)
    expect(client.state.status).toBe('closed')
    await ends(client)
  })

  test('that stalls in one attempt does not hold up the next', async () => {
    const { network, shown } = guarded(() => true)
    const { token, asked } = tokens((time) => (time === 1 ? new Promise<string>(() => undefined) : 'T'))
    const client = at(network, { token })
    await settled(client.connect({ keepTrying: true }))
    expect(asked).toEqual([undefined, 'timeout'])
    expect(shown).toEqual(['Bearer T'])
    await ends(client)
  })

  test.each<[string, () => Promise<string>]>([
    ['rejects', async () => Promise.reject(new Error('503'))],
    [
      'throws',
      () => {
        throw new Error('503')
      },
    ],
  ])('that %s once is asked again, and the reason has its error', async (_name, fail) => {
    const { network, shown } = guarded(() => true)
    const { token } = tokens((time) => (time === 1 ? fail() : 'T'))
    const client = at(network, { token })
    const waited = client.when('waiting')
    await settled(client.connect({ keepTrying: true }))
    expect((await waited).reason).toMatchObject({ kind: 'network', retry: true, cause: new Error('503') })
    expect(shown).toEqual(['Bearer T'])
    await ends(client)
  })

  test('that gives nothing sends no header', async () => {
    const { network, shown } = guarded(() => true)
    const client = at(network, { token: () => undefined })
    await settled(client.connect())
    expect(shown).toEqual(['undefined'])
    await ends(client)
  })

  test('that gives what would forge a header is a program to change', async () => {
    const { network } = guarded(() => true)
    const client = at(network, { token: () => 'T\nadmin:true' })
    const reason = await settled(failure(client.connect({ keepTrying: true })))
    expect(reason).toMatchObject({ kind: 'setup', retry: false })
    expect(network.attempts).toBe(0)
    await ends(client)
  })
})

describe('a token that the server refuses', () => {
  test('once is asked for once more, with the reason, and without a pause that anybody would notice', async () => {
    const { network, shown } = guarded((token) => token === 'Bearer new')
    const { token, asked } = tokens((time) => (time === 1 ? 'old' : 'new'))
    const client = at(network, { token })
    await settled(client.connect())
    expect(asked).toEqual([undefined, 'auth'])
    expect(shown).toEqual(['Bearer old', 'Bearer new'])
    await ends(client)
  })

  test('for ever is asked for twice, and that is the end', async () => {
    const { network, shown } = guarded(() => false)
    const { token, asked } = tokens((time) => `t${time}`)
    const client = at(network, { token })
    expect(await settled(failure(client.connect({ keepTrying: true })))).toMatchObject({
      kind: 'auth',
      code: 'auth-failed',
      message: 'The token has expired',
      retry: false,
    })
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(asked).toEqual([undefined, 'auth'])
    expect(shown).toEqual(['Bearer t1', 'Bearer t2'])
    expect(client.state.status).toBe('closed')
    await ends(client)
  })

  test('may be refused once in every session: each that holds has a second chance', async () => {
    let good = 'Bearer t2'
    const { network } = guarded((token) => token === good)
    const { token, asked } = tokens((time) => `t${time}`)
    const client = at(network, { token })
    await settled(client.connect())
    good = 'Bearer t4'
    await vi.advanceTimersByTimeAsync(60_000)
    network.dropAll()
    await settled(client.when('waiting'))
    await settled(client.when('connected'))
    expect(asked).toEqual([undefined, 'auth', 'network', 'auth'])
    await ends(client)
  })

  test('is not asked for again where it does not change: a string', async () => {
    const { network } = guarded(() => false)
    const client = at(network, { token: 'always' })
    expect(await settled(failure(client.connect({ keepTrying: true })))).toMatchObject({ kind: 'auth' })
    expect(network.attempts).toBe(1)
    await ends(client)
  })

  test('in the middle of a session is asked for once more too', async () => {
    const { network, shown } = guarded(() => true)
    const { token, asked } = tokens((time) => `t${time}`)
    const client = at(network, { token })
    await settled(client.connect())
    for (const peer of network.peers) peer.writes(refusal)
    await settled(client.when('connecting'))
    await settled(client.when('connected'))
    expect(asked).toEqual([undefined, 'auth'])
    expect(shown).toEqual(['Bearer t1', 'Bearer t2'])
    await ends(client)
  })
})

test('disconnect() while the token is awaited settles at once', async () => {
  const { network } = guarded(() => true)
  const client = at(network, { token: () => new Promise(() => undefined) })
  const connecting = failure(client.connect())
  await client.disconnect()
  expect(await connecting).toMatchObject({ kind: 'asked' })
  expect(vi.getTimerCount()).toBe(0)
})
