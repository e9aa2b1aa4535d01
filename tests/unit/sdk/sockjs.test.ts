import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createServer as createSockJs, type Connection } from 'sockjs'
import { WebSocket, WebSocketServer } from 'ws'
import { connect, ConnectError, createClient, type ClientOptions } from '@stompbox/sdk'
import { sockjs, type SockJsOptions } from '@stompbox/sdk/sockjs'
import { whyUnreachable } from '../../../sdk/src/sockjs/why-unreachable.ts'
import { failure, quick, until } from './sessions.ts'

afterEach(() => {
  vi.doUnmock('sockjs-client')
  vi.resetModules()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

interface Said {
  write(frame: string): unknown
}

/** Answers CONNECT, gives receipts, and sends every SEND's body back to sub-0. */
function answer(session: Said, frame: string): void {
  const [, body = ''] = frame.slice(0, -1).split('\n\n')
  if (frame.startsWith('CONNECT')) session.write('CONNECTED\nversion:1.2\n\n\0')
  if (frame.startsWith('SEND')) session.write(`MESSAGE\nsubscription:sub-0\ndestination:/a\n\n${body}\0`)
  const [, receipt] = /\nreceipt:(.*)\n/.exec(frame) ?? []
  if (receipt) session.write(`RECEIPT\nreceipt-id:${receipt}\n\n\0`)
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}/ws-stomp`
}

async function sockJsServer() {
  const sessions: Connection[] = []
  const endpoint = createSockJs({ prefix: '/ws-stomp', log: () => undefined })
  endpoint.on('connection', (connection) => {
    sessions.push(connection)
    connection.on('data', (frame) => answer(connection, frame))
  })
  const server = createServer()
  endpoint.installHandlers(server)
  return {
    address: await listening(server),
    sessions,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test.each<[SockJsOptions | undefined, string]>([
  [undefined, 'websocket'],
  [{ transports: ['xhr-streaming'] }, 'xhr-streaming'],
  [{ transports: ['xhr-polling'] }, 'xhr-polling'],
])('a session over SockJS with %o goes over %s', async (options, transport) => {
  await using server = await sockJsServer()
  const client = await connect(`http://${server.address}`, { ...quick, webSocket: sockjs(options) })
  const heard = new Promise((resolve) => client.subscribe('/a', ({ body }) => resolve(body)))
  await client.send('/a', { text: '안녕' })
  expect(await heard).toEqual({ text: '안녕' })
  expect(server.sessions[0]?.protocol).toBe(transport)
  await client.disconnect()
})

test('a ws address is taken for the http address it stands for', async () => {
  await using server = await sockJsServer()
  const client = await connect(`ws://${server.address}`, { ...quick, webSocket: sockjs() })
  expect(client.state.status).toBe('connected')
  await client.disconnect()
})

test('after the end of a SockJS session the client comes back', async () => {
  await using server = await sockJsServer()
  const client = await connect(`http://${server.address}`, { ...quick, webSocket: sockjs() })
  server.sessions[0]?.close(3000 as never, 'Go away!')
  expect((await until(client, 'waiting')).reason).toMatchObject({
    kind: 'server',
    closeCode: 3000,
    retry: true,
  })
  await until(client, 'connected')
  await client.disconnect()
})

test('a server that is not there is the network, not the 1002 that SockJS makes of it', async () => {
  const gone = createServer()
  const address = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
  const client = createClient(`http://${address}`, { ...quick, webSocket: sockjs() })
  await expect(client.connect()).rejects.toThrow(ConnectError)
  expect(client.state).toMatchObject({ status: 'closed', reason: { kind: 'network', retry: true } })
})

test('bytes are refused by name and end nothing', async () => {
  await using server = await sockJsServer()
  const client = await connect(`http://${server.address}`, { ...quick, webSocket: sockjs() })
  await expect(client.send('/a', new Uint8Array(1))).rejects.toThrow('SockJS carries text only')
  expect(client.state.status).toBe('connected')
  await client.disconnect()
})

test('without the package the reason says how to get it', async () => {
  vi.doMock('sockjs-client', () => {
    throw new Error("Cannot find package 'sockjs-client'")
  })
  vi.resetModules()
  const fresh = await import('@stompbox/sdk/sockjs')
  const client = createClient('http://127.0.0.1:1/ws-stomp', { ...quick, webSocket: fresh.sockjs() })
  await expect(client.connect()).rejects.toThrow('npm install sockjs-client')
})

describe('why it did not open', () => {
  /** What connect() says when the HTTP server answers everything like this. */
  async function told(status: number, body = '', path = ''): Promise<string> {
    const server = createServer((request, response) => {
      response.statusCode = request.url!.startsWith(`/ws-stomp${path}`) ? status : 404
      response.end(body)
    })
    const address = await listening(server)
    const client = createClient(`http://${address}`, { ...quick, webSocket: sockjs() })
    const { message, kind } = await failure(client.connect())
    server.close()
    expect(kind).toBe('network')
    return message.replace(`Could not connect to http://${address}: `, '')
  }

  test.each([
    [404, '/ws-stomp/info answered 404: there is no SockJS endpoint at this address.'],
    [403, '/ws-stomp/info answered 403: the server refuses this origin.'],
    [401, '/ws-stomp/info answered 401: it wants a login, which SockJS cannot give before CONNECT.'],
    [503, '/ws-stomp/info answered 503.'],
  ])('a status of %i', async (status, message) => {
    expect(await told(status)).toBe(message)
  })

  const notSockJs =
    '/ws-stomp/info answered, but not as SockJS does: another server or a proxy may be answering for it'

  test('a page server that answers everything', async () => {
    expect(await told(200, '<!doctype html>')).toBe(`${notSockJs}.`)
  })

  test.each(['[]', 'null', '"websocket"', '{}', ''])('an answer of %j', async (body) => {
    vi.stubGlobal('fetch', async () => new Response(body))
    expect(await whyUnreachable(new URL('http://localhost:8080/ws-stomp'), 'x')).toBe(notSockJs)
  })

  test('no transport that works', async () => {
    expect(await told(200, '{"websocket":true}', '/info')).toBe(
      '/ws-stomp/info answered, but then: All transports failed.',
    )
  })

  test('nobody at home', async () => {
    const gone = createServer()
    const address = await listening(gone)
    await new Promise((resolve) => gone.close(resolve))
    const client = createClient(`http://${address}?token=secret`, { ...quick, webSocket: sockjs() })
    const { message } = await failure(client.connect())
    expect(message).toMatch(/: nothing answers at http:\/\/127.0.0.1:\d+ \(connect ECONNREFUSED .*\)\.$/)
    expect(message).not.toContain('secret')
  })

  test('an answer that the browser keeps from the page', async () => {
    vi.stubGlobal('location', {
      origin: 'http://localhost:5173',
      href: 'http://localhost:5173/',
      protocol: 'http:',
    })
    vi.stubGlobal('fetch', async (_url: URL, { mode }: RequestInit) => {
      if (mode === 'cors') throw new TypeError('Failed to fetch')
      return new Response()
    })
    expect(await whyUnreachable(new URL('http://localhost:8080/ws-stomp'), 'x')).toBe(
      'the server answers, but its answer is not for pages of http://localhost:5173 (CORS): it has to allow this origin, or nothing is at this path',
    )
  })

  test('where there is no fetch, what SockJS says has to do', async () => {
    vi.stubGlobal('AbortSignal', {})
    expect(await told(404)).toBe('Cannot connect to server.')
  })

  test('an outage after a session is not asked about', async () => {
    let asked = 0
    const server = await sockJsServer()
    server.server.on('request', ({ url }: IncomingMessage) => void (asked += Number(url!.includes('/info'))))
    const client = await connect(`http://${server.address}`, { ...quick, webSocket: sockjs() })
    server.server.removeAllListeners('request').on('request', (_request, response) => {
      asked++
      response.writeHead(503).end()
    })
    const before = asked
    server.sessions[0]?.close(3000 as never, 'Go away!')
    await until(client, 'waiting')
    await until(client, 'connecting')
    expect((await until(client, 'waiting')).reason.message).toContain(': Cannot connect to server.')
    expect(asked - before).toBe(1)
    await client.disconnect()
    await server[Symbol.asyncDispose]()
  })

  test.each([
    ['ftp://example.org/ws', 'a SockJS address starts with http:// or https://; got "ftp://example.org/ws".'],
    ['localhost:8080/ws', 'got "localhost:8080/ws".'],
    ['', 'got "".'],
    ['/ws-stomp', 'got "/ws-stomp".'],
    [`http://[${'x'.repeat(1_000)}`, 'starts with http:// or https://'],
  ])('%s is no address, and no other attempt helps', async (url, message) => {
    const reason = await failure(createClient(url, { ...quick, webSocket: sockjs() }).connect())
    expect(reason).toMatchObject({ retry: false, message: expect.stringContaining(message) as string })
  })

  test('a page that came over https cannot go to http, but to its own device', async () => {
    vi.stubGlobal('location', {
      origin: 'https://a.example',
      href: 'https://a.example/b/',
      protocol: 'https:',
    })
    for (const transport of ['auto', 'sockjs'] as const) {
      const client = createClient('http://b.example/ws', { ...quick, webSocket: sockjs({ transport }) })
      expect(await failure(client.connect())).toMatchObject({
        retry: false,
        message: expect.stringContaining('https:// addresses only') as string,
      })
    }
    const reason = await failure(
      createClient('http://127.0.0.1:1/ws', { ...quick, webSocket: sockjs() }).connect(),
    )
    expect(reason.message).toContain('nothing answers')
  })
})

describe('transport: auto', () => {
  /** A SockJS server beside a plain WebSocket at /websocket, which can be told not to open. */
  async function bothServer() {
    const inner = await sockJsServer()
    const { server } = inner
    const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'v12.stomp' })
    const theirs = server.listeners('upgrade')
    const plain = { opens: true, asked: [] as string[], sockets: [] as WebSocket[], reply: answer }
    server
      .removeAllListeners('upgrade')
      .on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
        if (!request.url!.startsWith('/ws-stomp/websocket')) {
          for (const listener of theirs) listener.call(server, request, socket, head)
          return
        }
        plain.asked.push(request.url!)
        if (!plain.opens) {
          socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
          return
        }
        webSockets.handleUpgrade(request, socket, head, (webSocket) => {
          plain.sockets.push(webSocket)
          const session = { write: (frame: string) => webSocket.send(frame) }
          webSocket.on('message', (data: Buffer) => plain.reply(session, data.toString()))
        })
      })
    return { ...inner, plain, webSocketUrl: `ws://${inner.address}`, url: `http://${inner.address}` }
  }

  const auto = (options: SockJsOptions = {}): ClientOptions => ({
    ...quick,
    webSocket: sockjs({ transport: 'auto', ...options }),
  })

  beforeEach(() => void vi.stubGlobal('WebSocket', WebSocket))

  test('goes over a plain WebSocket where one opens, and loads nothing', async () => {
    vi.doMock('sockjs-client', () => {
      throw new Error('loaded')
    })
    vi.resetModules()
    const fresh = await import('@stompbox/sdk/sockjs')
    await using server = await bothServer()
    for (const url of [`${server.url}/?room=1`, server.webSocketUrl]) {
      const webSocket = fresh.sockjs({ transport: 'auto' })
      const client = await connect(url, { ...quick, webSocket })
      const heard = new Promise((resolve) => client.subscribe('/a', ({ body }) => resolve(body)))
      await client.send('/a', new TextEncoder().encode('bytes'))
      expect(await heard).toBe('bytes')
      expect(client.state).toMatchObject({ transport: 'websocket' })
      await client.disconnect()
    }
    expect(server.plain.asked).toEqual(['/ws-stomp/websocket?room=1', '/ws-stomp/websocket'])
    expect(server.sessions).toEqual([])
  })

  test('takes SockJS where none opens, remembers it, and asks again after a while', async () => {
    await using server = await bothServer()
    server.plain.opens = false
    const client = createClient(server.url, auto())
    for (const each of [client, createClient(server.url, auto())]) {
      await each.connect()
      expect(each.state).toMatchObject({ transport: 'xhr-streaming' })
      await each.disconnect()
      expect(server.plain.asked).toHaveLength(2)
    }
    server.plain.opens = true
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30 * 60_000 + 1 })
    for (const each of [client, createClient(server.url, auto())]) {
      await each.connect()
      expect(each.state).toMatchObject({ transport: 'websocket' })
      await each.disconnect()
    }
  })

  test('where nothing opens, both are tried again', async () => {
    await using server = await bothServer()
    server.plain.opens = false
    server.server.removeAllListeners('request').on('request', (_request, response: ServerResponse) => {
      response.writeHead(404).end()
    })
    const client = createClient(server.url, auto())
    expect((await failure(client.connect())).message).toContain('/ws-stomp/info answered 404')
    server.plain.opens = true
    await client.connect()
    expect(client.state).toMatchObject({ transport: 'websocket' })
    await client.disconnect()
  })

  test('what opened in time is left alone', async () => {
    await using server = await bothServer()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const client = await connect(server.url, auto())
    expect(vi.getTimerCount()).toBe(0)
    await client.disconnect()
  })

  test('the transports of the options are those of SockJS', async () => {
    await using server = await bothServer()
    server.plain.opens = false
    const client = await connect(server.url, auto({ transports: ['xhr-polling'] }))
    expect(client.state).toMatchObject({ transport: 'xhr-polling' })
    await client.disconnect()
  })

  test('a WebSocket that neither opens nor closes is given 3 s', async () => {
    await using server = await bothServer()
    const made: { closed: boolean }[] = []
    class Silent {
      closed = false
      constructor() {
        made.push(this)
      }
      close(): void {
        this.closed = true
      }
    }
    vi.stubGlobal('WebSocket', Silent)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const connecting = connect(server.url, auto())
    await vi.advanceTimersByTimeAsync(2_999)
    expect(made).toMatchObject([{ closed: false }])
    const late = vi.advanceTimersByTimeAsync(1)
    await vi.waitFor(() => expect(made).toMatchObject([{ closed: true }]))
    vi.useRealTimers()
    await late
    const client = await connecting
    expect(client.state).toMatchObject({ transport: 'xhr-streaming' })
    expect(made).toHaveLength(1)
    await client.disconnect()
  })

  test('an attempt that has less time leaves the verdict to the next one', async () => {
    await using server = await bothServer()
    class Silent {
      close(): void {}
    }
    vi.stubGlobal('WebSocket', Silent)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const options = { ...auto(), connectTimeoutMs: 2_000 }
    const client = createClient(server.url, options)
    const first = failure(client.connect())
    await vi.advanceTimersByTimeAsync(3_000)
    expect((await first).kind).toBe('timeout')
    vi.useRealTimers()
    await client.connect()
    expect(client.state).toMatchObject({ transport: 'xhr-streaming' })
    await client.disconnect()
  })

  test('a page that may not make one, and a Node that has none, take SockJS', async () => {
    await using server = await bothServer()
    // Node has a storage as well, by now.
    const touched = vi.fn()
    vi.stubGlobal('localStorage', { getItem: touched, setItem: touched, removeItem: touched })
    const forbidden = vi.fn(function () {
      throw new Error('SecurityError')
    })
    vi.stubGlobal('WebSocket', forbidden)
    const client = await connect(server.url, auto())
    expect(client.state).toMatchObject({ transport: 'xhr-streaming' })
    expect(forbidden).toHaveBeenCalledTimes(2)
    expect(touched).not.toHaveBeenCalled()
    await client.disconnect()
    await using other = await bothServer()
    vi.unstubAllGlobals()
    Reflect.deleteProperty(globalThis, 'WebSocket')
    const elsewhere = await connect(other.url, auto())
    expect(elsewhere.state).toMatchObject({ transport: 'websocket' })
    expect(other.sessions[0]?.protocol).toBe('websocket')
    await elsewhere.disconnect()
  })

  test('an ERROR is no reason for another transport', async () => {
    await using server = await bothServer()
    server.plain.reply = (session) => void session.write('ERROR\ncode:auth-failed\nmessage:no\n\n\0')
    const client = createClient(server.url, auto())
    for (let times = 0; times < 2; times++)
      expect(await failure(client.connect())).toMatchObject({ code: 'auth-failed' })
    expect([server.plain.asked.length, server.sessions.length]).toEqual([2, 0])
  })

  test('where a WebSocket has opened, one failure is an outage and two are a reason', async () => {
    await using server = await bothServer()
    const client = await connect(server.url, auto())
    server.plain.opens = false
    server.plain.sockets[0]!.terminate()
    await until(client, 'waiting')
    await until(client, 'connecting')
    expect((await until(client, 'waiting')).reason).toMatchObject({
      kind: 'network',
      message: expect.stringContaining('the WebSocket did not open.') as string,
    })
    expect(await until(client, 'connected')).toMatchObject({ transport: 'xhr-streaming' })
    await client.disconnect()
  })

  describe('in a page', () => {
    function page(storage: object): void {
      vi.stubGlobal('document', new EventTarget())
      vi.stubGlobal('localStorage', storage)
    }

    function storage() {
      const items = new Map<string, string>()
      return {
        items,
        getItem: (key: string) => items.get(key) ?? null,
        setItem: (key: string, value: string) => void items.set(key, value),
        removeItem: (key: string) => void items.delete(key),
      }
    }

    test('the storage holds until when, and no secrets', async () => {
      await using server = await bothServer()
      server.plain.opens = false
      const stored = storage()
      page(stored)
      const before = Date.now()
      const client = await connect(`${server.url}?token=secret`, auto())
      const [[key, value]] = [...stored.items] as [[string, string]]
      expect(key).toBe(`stompbox:sockjs:${server.url}`)
      expect(Number(value) - before - 30 * 60_000).toBeLessThan(60_000)
      await client.disconnect()
    })

    test.each(['-1', 'abc', '', 'Infinity', '99999999999999'])(
      '%j in the storage means nothing',
      async (value) => {
        await using server = await bothServer()
        const stored = storage()
        stored.setItem(`stompbox:sockjs:${server.url}`, value)
        page(stored)
        const client = await connect(server.url, auto())
        expect(client.state).toMatchObject({ transport: 'websocket' })
        await client.disconnect()
      },
    )

    test('a remembered SockJS that fails is forgotten', async () => {
      await using server = await bothServer()
      const stored = storage()
      stored.setItem(`stompbox:sockjs:${server.url}`, String(Date.now() + 60_000))
      page(stored)
      server.server.removeAllListeners('request').on('request', (_request, response) => {
        response.writeHead(404).end()
      })
      const client = createClient(server.url, auto())
      expect((await failure(client.connect())).message).toContain(': Cannot connect to server.')
      expect([server.plain.asked, [...stored.items]]).toEqual([[], []])
      await client.connect()
      expect(client.state).toMatchObject({ transport: 'websocket' })
      await client.disconnect()
    })

    test('without a storage it is remembered by the page alone', async () => {
      await using server = await bothServer()
      server.plain.opens = false
      page({})
      Object.defineProperty(globalThis, 'localStorage', {
        configurable: true,
        get: () => {
          throw new Error('SecurityError')
        },
      })
      for (let times = 0; times < 2; times++) {
        const client = await connect(server.url, auto())
        await client.disconnect()
      }
      expect(server.plain.asked).toHaveLength(2)
    })
  })
})
