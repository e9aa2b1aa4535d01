import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { exchange, RawSocket, request, webSocketHeaders } from '../../support/raw-socket.ts'
import { useScene } from './scene.ts'

// How many sessions there may be, and how long one may do nothing.
const connect = '["CONNECT\\naccept-version:1.2\\nhost:any\\n\\n\\u0000"]'

describe('sessions of one address', () => {
  // The canary has two.
  const scene = useScene({
    endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
    limits: { maxSessionsPerAddress: 50 },
  })
  const open = (id: string) =>
    fetch(`${scene.broker.http}/ws-stomp/000/${id}/xhr`, { method: 'POST', body: '' })

  test('past the limit none opens, over any way in, until one ends [hostile J13 T38]', async () => {
    const ids = Array.from({ length: 48 }, () => randomUUID())
    for (const id of ids) expect((await open(id)).status).toBe(200)
    const refused = await open(randomUUID())
    expect([refused.status, await refused.text()]).toEqual([503, expect.stringContaining('50')])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    for (const path of ['/ws', '/ws-stomp', '/ws-stomp/000/s/websocket']) {
      const answer = await exchange(scene.broker.port, request(`GET ${path}`, webSocketHeaders))
      expect(answer).toMatch(/^HTTP\/1.1 503 [^]*\r\nRetry-After: [1-9]/)
    }
    // Those there are go on.
    const send = await fetch(`${scene.broker.http}/ws-stomp/000/${ids[0]!}/xhr_send`, {
      method: 'POST',
      body: '["NO\\n\\n\\u0000"]',
    })
    expect(send.status).toBe(204)
    const ended = scene.broker.logs('"type":"disconnected"')
    await open(ids[0]!)
    await open(ids[0]!)
    await ended
    expect((await open(randomUUID())).status).toBe(200)
  })
})

describe('many', () => {
  const scene = useScene({
    endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
    limits: { maxNewSessionsPerSecond: 100 },
  })
  const post = (path: string, body = '') =>
    fetch(`${scene.broker.http}/ws-stomp${path}`, { method: 'POST', body })

  test(
    'sessions that are opened and left: some are refused, and all are gone within 6 s [hostile J14]',
    { timeout: 30_000 },
    async () => {
      const statuses = new Map<number, number>()
      const openSome = async (): Promise<void> => {
        for (let opened = 0; opened < 400; opened++) {
          const { status } = await post(`/000/${randomUUID()}/xhr`)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
      }
      const log = scene.broker.command.stdout.length
      await Promise.all(Array.from({ length: 10 }, openSome))
      const lastMs = performance.now()
      const gone = () => scene.broker.command.stdout.slice(log).split('"type":"disconnected"').length - 1
      expect([...statuses.keys()].sort()).toEqual([200, 503])
      while (gone() < statuses.get(200)!) await scene.broker.logs('"type":"disconnected"')
      expect(performance.now() - lastMs).toBeLessThan(6_500)
    },
  )

  test('questions for /info are answered, without a cookie, and nobody notices [hostile J25]', async () => {
    const ask = async (): Promise<void> => {
      for (let asked = 0; asked < 500; asked++) {
        const response = await fetch(`${scene.broker.http}/ws-stomp/info`)
        expect([response.status, response.headers.has('set-cookie')]).toEqual([200, false])
        await response.arrayBuffer()
      }
    }
    await Promise.all(Array.from({ length: 10 }, ask))
  })

  test('a content type of 8 KiB is too much; none, or another, is taken for text [hostile J26]', async () => {
    const id = randomUUID()
    await post(`/000/${id}/xhr`)
    const send = (headers: Record<string, string>) =>
      exchange(
        scene.broker.port,
        request(
          `POST /ws-stomp/000/${id}/xhr_send`,
          { Connection: 'close', 'Content-Length': String(connect.length), ...headers },
          connect,
        ),
      )
    expect(await send({ 'Content-Type': 'x'.repeat(8_200) })).toMatch(/^HTTP\/1.1 431 /)
    expect(await send({})).toMatch(/^HTTP\/1.1 204 /)
    expect(scene.broker.command.stdout).not.toContain('xxxxxxxx')
  })

  test('a body before CONNECT is refused at 32 KiB: 413, ERROR and close [hostile J1]', async () => {
    for (const length of [{ 'Content-Length': '1000000' }, { 'Transfer-Encoding': 'chunked' }]) {
      const path = `/000/${randomUUID()}`
      await post(`${path}/xhr`)
      const head = request(`POST /ws-stomp${path}/xhr_send`, length)
      await using raw = await RawSocket.open(scene.broker.port, head)
      raw.write(`${'Content-Length' in length ? '' : 'f0000\r\n'}["${'x'.repeat(40_000)}`)
      expect(await raw.until(/^HTTP\/1.1 413 [^]*\r\n\r\n./)).toMatch(/^connection: close\r$/im)
      expect(await (await post(`${path}/xhr`)).text()).toContain('code:too-large')
      expect(await (await post(`${path}/xhr`)).text()).toBe('c[1009,"too-large"]\n')
    }
  })

  test('after CONNECT a body holds 1 MiB', async () => {
    await post('/000/wide/xhr')
    await post('/000/wide/xhr_send', connect)
    expect(await (await post('/000/wide/xhr')).text()).toContain('CONNECTED')
    const frame = `SEND\ndestination:/topic/wide\nreceipt:r\n\n${'x'.repeat(2 ** 20)}\0`
    expect((await post('/000/wide/xhr_send', JSON.stringify([frame]))).status).toBe(204)
    expect(await (await post('/000/wide/xhr')).text()).toContain('receipt-id:r')
  })
})

describe('a stream that is not read', () => {
  const scene = useScene({
    endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
    limits: { unsentTimeoutMs: 1_000 },
  })

  test.each([
    ['xhr_streaming', 'POST'],
    ['eventsource', 'GET'],
  ])('is cut: %s [hostile J16]', async (transport, method) => {
    const path = `/ws-stomp/000/${randomUUID()}`
    await using raw = await RawSocket.open(
      scene.broker.port,
      request(`${method} ${path}/${transport}`, { 'Content-Length': '0' }),
    )
    await raw.until(/o\r?\n/)
    raw.socket.pause()
    const send = (...frames: string[]) =>
      fetch(`${scene.broker.http}${path}/xhr_send`, { method: 'POST', body: JSON.stringify(frames) })
    const before = scene.broker.command.stdout.length
    const isCut = () => scene.broker.command.stdout.includes('"code":"slow-consumer"', before)
    await send('CONNECT\naccept-version:1.2\n\n\0SUBSCRIBE\nid:a\ndestination:/topic/stream\n\n\0')
    const body = 'x'.repeat(250_000)
    while (!isCut()) await send(`SEND\ndestination:/topic/stream\n\n${body}\0`)
  })
})
