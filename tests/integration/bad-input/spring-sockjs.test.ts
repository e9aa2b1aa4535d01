import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { request } from '../../support/raw-socket.ts'
import { connect, send, subscribe } from './spring-client.ts'
import { type SpringScene, useSpringScene } from './spring-scene.ts'

// SockJS as Spring serves it: sessions are named by their clients, and each request may be anybody's.
const bodies: Record<string, string> = {
  'nothing but brackets': '['.repeat(30_000),
  'deep JSON': `[${'['.repeat(10_000)}${']'.repeat(10_000)}]`,
  'a text of backslashes': `["${'\\'.repeat(30_001)}"]`,
  'quotes without end': `["${'\\"'.repeat(15_000)}`,
  'a null': '["a",null]',
  'a null alone': 'null',
  nothing: '',
  'an object': '[{}]',
  '16,000 numbers': `[${'1,'.repeat(15_000)}1]`,
  '10,000 empty texts': `[${'"",'.repeat(9_000)}""]`,
  'a word of dots': `[${'.'.repeat(30_000)}]`,
  'half a character': '["\\ud800"]',
  'a key that all objects have': '{"__proto__":["a"]}',
}

const titled = (name: string): [title: string, name: string] => [name.slice(0, 20), name]

const chunked = (path: string): string => request(`POST /ws-stomp${path}`, { 'Transfer-Encoding': 'chunked' })
const counted = (path: string, body: string): string =>
  request(`POST /ws-stomp${path}`, { 'Content-Length': String(Buffer.byteLength(body)) }, body)

/** What takes long, and is the same code in all `spring` profiles. */
function costly(scene: SpringScene, opens: () => Promise<string>) {
  test('3,000 sessions that are opened and left', async () => {
    for (let n = 0; n < 3_000; n += 100) await Promise.all(Array.from({ length: 100 }, () => opens()))
    const gone = (): number => scene.broker.command.stdout.split('"code":3000').length - 1
    await scene.comesTo(() => gone() >= 3_000)
  })

  test('who opens a stream and reads nothing of it is cut', async () => {
    const session = `/000/${randomUUID()}`
    const stream = await scene.raw(counted(`${session}/xhr_streaming`, ''))
    await stream.until('o\n')
    await scene.posts(`${session}/xhr_send`, JSON.stringify([connect() + subscribe('/topic/stream', 'a')]))
    await stream.until('CONNECTED')
    stream.socket.pause()
    const files = scene.openFiles
    const sender = await scene.connected()
    for (let n = 0; n < 600; n++) sender.says(send('/topic/stream', '', 'x'.repeat(15_000)))
    await sender.settles()
    sender.cut()
    // The sender's, and the stream's, though its client never lets go of it.
    if (files > 0) await scene.comesTo(() => scene.openFiles < files)
  })
}

describe.each(['5.3', '6.2'])('spring-%s', (version) => {
  const scene = useSpringScene(`spring-${version}.config.ts`)
  const opens = async (id: string = randomUUID()): Promise<string> => {
    expect(await scene.posts(`/000/${id}/xhr`)).toEqual([200, 'o\n'])
    return `/000/${id}`
  }

  test.each(Object.entries(bodies))('%s, posted and over WebSocket', async (_, body) => {
    const session = await opens()
    const [status] = await scene.posts(`${session}/xhr_send`, body)
    expect([204, 413, 500]).toContain(status)
    const socket = await scene.opens(`/ws-stomp/000/${randomUUID()}/websocket`)
    socket.says(body.slice(0, 16_000))
    await socket.isRead()
  })

  test('bytes that are no UTF-8', async () => {
    const session = await opens()
    const answer = await fetch(`${scene.sockJs}${session}/xhr_send`, {
      method: 'POST',
      body: Buffer.from('["\xff\xfe\xc0"]', 'latin1'),
    })
    expect([204, 500]).toContain(answer.status)
  })

  test.each(
    [
      '*',
      '..',
      '.',
      ';'.repeat(1_000),
      'x'.repeat(1_900),
      '__proto__',
      '%00',
      '%ff',
      '%2f',
      '$&',
      "'",
      '(',
    ].map(titled),
  )('a session named %s', async (_, name) => {
    for (const transport of ['xhr', 'xhr_send', 'eventsource', 'websocket', 'jsonp']) {
      const raw = await scene.raw(counted(`/000/${name}/${transport}`, ''))
      await raw.until(/^HTTP\/1\.1 (200|400|404|405|500)/)
    }
  })

  test('a name of 10 KB is refused', async () => {
    const raw = await scene.raw(counted(`/000/${'x'.repeat(10_240)}/xhr`, ''))
    await raw.until(/^HTTP\/1\.1 (4\d\d)/)
  })

  test('a session that one socket after the other takes over', async () => {
    const path = `/ws-stomp/000/${randomUUID()}/websocket`
    const first = await scene.opens(path)
    first.says(JSON.stringify([connect() + subscribe('/topic/over', 'a')]))
    await first.hears('CONNECTED')
    const sockets = [first]
    for (let n = 0; n < 200; n++) sockets.push(await scene.opens(path))
    const last = sockets.at(-1)!
    last.says(JSON.stringify([send('/topic/over', '', 'still here')]))
    await last.hears('still here')
    await Promise.all(sockets.slice(0, -2).map((socket) => socket.closes()))
    last.cut()
    await last.closes()
  })

  test('two that poll at once, 50 times: one is told so', async () => {
    const session = await opens()
    const polls = Array.from({ length: 50 }, () => scene.raw(counted(`${session}/xhr`, '')))
    const raws = await Promise.all(polls)
    await Promise.all(raws.slice(1).map((raw) => raw.until(/2010|\r\n\r\n/)))
    await scene.posts(`${session}/xhr_send`, '["NO\\n\\n\\u0000"]')
  })

  test('a post that was given up while it waited holds up none behind it', async () => {
    const session = await opens()
    /** What was written by now is read before the second time it is heard. */
    const isRead = async (): Promise<void> => {
      await scene.canary.sings()
      await scene.canary.sings()
    }
    const first = await scene.raw(`${chunked(`${session}/xhr_send`)}2\r\n[]\r\n`)
    await isRead()
    const givenUp = await scene.raw(counted(`${session}/xhr_send`, '["given up"]'))
    await isRead()
    givenUp.resets()
    await isRead()
    first.write('0\r\n\r\n')
    await first.until(/^HTTP\/1\.1 204/)
    expect(await scene.posts(`${session}/xhr_send`, '[]')).toEqual([204, ''])
  })

  test('bodies that never end, and 2 MiB of one', async () => {
    const session = await opens()
    for (let n = 0; n < 50; n++) {
      const other = await opens()
      await scene.raw(`${chunked(`${other}/xhr_send`)}5\r\n["aaa\r\n`)
    }
    const raw = await scene.raw(counted(`${session}/xhr_send`, `["${'a'.repeat(2 ** 21)}"]`))
    await raw.until(/^HTTP\/1\.1 413/)
  })

  test('1,000 posts in one go on one socket: each is answered', async () => {
    const session = await opens()
    const raw = await scene.raw(counted(`${session}/xhr_send`, '[]').repeat(1_000))
    while (raw.received.split('HTTP/1.1 ').length - 1 < 1_000) await scene.canary.sings()
  })

  test('a socket whose session is gone does not keep the broker from its end', async () => {
    const path = `/ws-stomp/000/${randomUUID()}/websocket`
    const [, second] = [await scene.opens(path), await scene.opens(path)]
    second.cut()
    await second.closes()
  })

  if (version === '6.2') costly(scene, opens)
})
