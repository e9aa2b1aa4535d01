import type { TlsOptions } from 'node:tls'
import { describe, expect, test, vi } from 'vitest'
import type { Accept, Receiver } from '../../../broker/src/core/ports.ts'
import { TcpServer } from '../../../broker/src/transports/tcp/tcp.ts'
import { EchoSession, until } from '../../support/raw-endpoint.ts'
import { RawSocket } from '../../support/raw-socket.ts'
import { testTls } from '../../support/test-tls.ts'

/** A TCP server in front of {@link EchoSession}s. */
class Door implements AsyncDisposable {
  readonly sessions: EchoSession[] = []
  readonly #server: TcpServer
  readonly #raws: RawSocket[] = []
  port = 0

  constructor(tls: TlsOptions | undefined, maxConnections: number) {
    const accept: Accept = (connection, handshake) => this.#receiver(new EchoSession(connection, handshake))
    this.#server = new TcpServer({ accept, maxConnections, ...(tls && { tls }) })
  }

  static async open(tls?: TlsOptions, maxConnections = 100): Promise<Door> {
    const door = new Door(tls, maxConnections)
    door.port = (await door.#server.listen(0, '127.0.0.1')).port
    return door
  }

  #receiver(session: EchoSession): Receiver {
    this.sessions.push(session)
    return {
      receive: (chunk, kind) => session.receive(chunk, kind),
      finished: () => session.heard.push('finished'),
      closed: (code, reason) => session.ended(code, reason),
    }
  }

  /** A peer in the clear. */
  async raw(text: string | Uint8Array = ''): Promise<RawSocket> {
    const raw = await RawSocket.open(this.port, text)
    this.#raws.push(raw)
    return raw
  }

  /** A peer whose first words were heard and came back. */
  async connected(kind: 'tcp' | 'tls') {
    const count = this.sessions.length
    const raw = await RawSocket.openOver(kind, this.port, 'hi')
    this.#raws.push(raw)
    await raw.until('hi')
    expect(this.sessions.length).toBe(count + 1)
    const echoes = (text: string) => (raw.write(text), raw.until(text))
    return { raw, session: this.sessions[count]!, echoes }
  }

  stopAccepting(): void {
    this.#server.stopAccepting()
  }

  close(): Promise<void> {
    return this.#server.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const raw of this.#raws) raw.socket.destroy()
    await this.#server.close()
  }
}

describe.each([
  ['tcp', undefined],
  ['tls', testTls],
] as const)('%s', (kind, tls) => {
  test('bytes travel both ways as binary, and the handshake says where from', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    raw.write(Buffer.from([0, 255, 0]))
    await raw.until('\0\xff\0')
    expect(session.heard.every((each) => each.startsWith('binary '))).toBe(true)
    expect(session.handshake).toEqual({
      transport: kind,
      path: '',
      url: '',
      remoteAddress: '127.0.0.1',
      headers: {},
    })
  })

  test('our close comes after all that was sent, as FIN, and is told once', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    const last = `${'x'.repeat(300_000)}.`
    session.say(last)
    session.connection.close(4001, 'slow-consumer')
    session.connection.close(1000, 'again')
    expect(session.say('after')).toBe(true)
    expect(await raw.closed).toBe(`hi${last}`)
    expect(await session.closed).toBe('4001 slow-consumer')
    expect(session.heard).toEqual(['binary hi', 'closed 4001 slow-consumer'])
  })

  test('the last words reach a peer that sends megabytes behind them, and nobody hears those', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    raw.socket.pause()
    session.say('last words')
    session.connection.close(1002, 'bad-frame')
    const flood = Buffer.alloc(1024 * 1024, 'x')
    for (let mebibyte = 0; mebibyte < 8; mebibyte++)
      await new Promise<void>((resolve, reject) =>
        raw.socket.write(flood, (error) => (error ? reject(error) : resolve())),
      )
    raw.socket.resume()
    expect(await raw.closed).toBe('hilast words')
    expect(await session.closed).toBe('1002 bad-frame')
    expect(session.heard).toHaveLength(2)
  })

  test('a peer that sends without end is read no further, and cut after five seconds', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    const other = await door.connected(kind)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      session.connection.close(1002, 'bad-frame')
      const flood = Buffer.alloc(1024 * 1024, 'x')
      for (let mebibyte = 0; mebibyte < 40; mebibyte++) raw.socket.write(flood)
      // Time enough to read it all.
      for (let turn = 0; turn < 200; turn++) await other.echoes(`${turn}.`)
      expect(raw.socket.writableLength).toBeGreaterThan(0)
      vi.advanceTimersByTime(4_999)
      await other.echoes('not yet')
      expect(session.heard).toEqual(['binary hi'])
      vi.advanceTimersByTime(1)
      expect(await session.closed).toBe('1002 bad-frame')
    } finally {
      vi.useRealTimers()
    }
  })

  test('a peer that ends first still gets what is under way', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    raw.socket.end('bye')
    await until(() => session.heard.includes('finished'))
    await (await door.connected(kind)).echoes('somewhat later')
    session.say('last words')
    session.connection.close(1006, '')
    expect(await raw.closed).toBe('hibyelast words')
    expect(await session.closed).toBe('1006')
    expect(session.heard).toEqual(['binary hi', 'binary bye', 'finished', 'closed 1006'])
  })

  test('a reset is told once, as a lost network, and sending goes nowhere', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    raw.resets()
    expect(await session.closed).toBe('1006')
    expect(session.say('into the void')).toBe(true)
    session.connection.close(1000, '')
    await door.connected(kind)
    expect(session.heard).toEqual(['binary hi', 'closed 1006'])
  })

  test('a reader that stops is seen in unsent bytes, and gets every byte when it reads again', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    raw.socket.pause()
    let sent = 0
    while (session.connection.unsentBytes < 4_000_000) session.say(`${sent++}${'.'.repeat(99_000)}\n`)
    expect(session.say('end')).toBe(false)
    raw.socket.resume()
    await raw.until(/end$/)
    const numbers = raw.received.match(/\d+(?=\.\.)/g) ?? []
    expect([...numbers].map(Number)).toEqual(Array.from({ length: sent }, (_, index) => index))
    await until(() => session.connection.unsentBytes === 0)
  })

  test('pause stops reading and resume goes on where it stopped', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    session.connection.pause()
    raw.write('one')
    // Another peer is answered, so the server has had its turn to read the first.
    await door.connected(kind)
    expect(session.heard).toEqual(['binary hi'])
    session.connection.resume()
    await raw.until('one')
  })

  test('a paused connection still closes in good order', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    session.connection.pause()
    raw.write('never heard')
    session.connection.close(4004, 'late')
    expect(await raw.closed).toBe('hi')
    expect(await session.closed).toBe('4004 late')
  })

  test('a port that is closed takes nobody, and keeps those it has until it is told to cut them', async () => {
    await using door = await Door.open(tls)
    const { raw, session } = await door.connected(kind)
    door.stopAccepting()
    await expect(door.raw()).rejects.toThrow('ECONNREFUSED')
    raw.write('still here')
    await raw.until('still here')
    await door.close()
    expect(await session.closed).toBe('1006')
  })

  test('a taken port is refused with the error of Node', async () => {
    await using door = await Door.open(tls)
    const other = new TcpServer({
      accept: () => expect.unreachable(),
      maxConnections: 1,
      ...(tls && { tls }),
    })
    await expect(other.listen(door.port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

test('small answers are gone at once, so that their array can be used again', async () => {
  await using door = await Door.open()
  const { session } = await door.connected('tcp')
  expect(session.say('small')).toBe(true)
})

test('a peer beyond the cap is closed without a word, and those within are served', async () => {
  await using door = await Door.open(undefined, 1)
  const { raw } = await door.connected('tcp')
  const beyond = await door.raw('hello?')
  expect(await beyond.closed).toBe('')
  raw.write('again')
  await raw.until('again')
  expect(door.sessions).toHaveLength(1)
})

describe('on a TLS port', () => {
  test.each([
    ['a plain STOMP client', 'CONNECT\naccept-version:1.2\n\n\0'],
    ['a web browser', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a handshake that breaks off', Buffer.from('160301020001000001fc0303', 'hex')],
  ])('%s never becomes a session, and does no harm', async (_, bytes) => {
    await using door = await Door.open(testTls)
    const raw = await door.raw(bytes)
    raw.socket.end()
    await raw.closed
    expect(door.sessions).toEqual([])
    await door.connected('tls')
  })

  test('half a handshake is cut at its deadline [hostile W25]', async () => {
    await using door = await Door.open({ ...testTls, handshakeTimeout: 50 })
    const raw = await door.raw(Buffer.from('160301020001000001fc0303', 'hex'))
    await raw.closed
    expect(door.sessions).toEqual([])
  })

  test('half a handshake does not keep the port from closing', async () => {
    await using door = await Door.open(testTls)
    const raw = await door.raw(Buffer.from('1603010200', 'hex'))
    await door.connected('tls')
    await door.close()
    await raw.closed
  })

  test('a reset in the middle of the handshake', async () => {
    await using door = await Door.open(testTls)
    const raw = await door.raw(Buffer.from('160301020001000001fc0303', 'hex'))
    raw.resets()
    await raw.closed
    await door.connected('tls')
  })

  test('a client without the certificate that is asked for does not get in', async () => {
    await using door = await Door.open({ ...testTls, ca: testTls.cert, requestCert: true })
    const raw = await RawSocket.openTls(door.port, 'hi')
    expect(await raw.closed).toBe('')
    expect(door.sessions).toEqual([])
  })
})

test('a TLS client on a plain port is heard as the bytes it sends', async () => {
  await using door = await Door.open()
  const raw = await door.raw(Buffer.from('16030102000100', 'hex'))
  await raw.until('\x16\x03')
  expect(door.sessions[0]!.heard[0]).toMatch(/^binary \x16\x03\x01/)
})
