/** The plugin in the real Vite: dev, preview, and HTTPS, where Vite speaks HTTP/2. */
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stompbox } from '@stompbox/broker/vite'
import { createLogger, createServer, type InlineConfig, preview } from 'vite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Peer } from '../conformance/peer.ts'
import { testTls } from '../support/test-tls.ts'

let root: string
let lines: string[]
let wake: () => void
let stops: (() => Promise<unknown>)[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stompbox-'))
  mkdirSync(join(root, 'dist'))
  for (const file of ['index.html', 'dist/index.html']) writeFileSync(join(root, file), '<p>the page</p>')
  lines = []
  wake = () => {}
  stops = []
})
afterEach(async () => {
  for (const stop of stops) await stop()
  rmSync(root, { recursive: true })
})

/** Waits until Vite has logged it. */
async function logged(text: RegExp): Promise<string> {
  for (;;) {
    const line = lines.find((each) => text.test(each))
    if (line !== undefined) return line
    await new Promise<void>((resolve) => (wake = resolve))
  }
}

function inline(plugin: ReturnType<typeof stompbox>, rest: InlineConfig = {}): InlineConfig {
  const customLogger = createLogger('info')
  const info = (text: string): void => {
    lines.push(text)
    wake()
  }
  Object.assign(customLogger, { info, warn: info, error: info })
  return { root, configFile: false, customLogger, plugins: [plugin], cacheDir: join(root, '.vite'), ...rest }
}

const ways = {
  async dev(config: InlineConfig) {
    const server = await (await createServer({ ...config, server: { port: 0, ...config.server } })).listen()
    stops.push(() => server.close())
    server.printUrls()
    return server.resolvedUrls!.local[0]!
  },
  async preview(config: InlineConfig) {
    const server = await preview({ ...config, preview: { port: 0, ...config.preview } })
    stops.push(() => server.close())
    server.printUrls()
    return server.resolvedUrls!.local[0]!
  },
}

const stomp = (url: string, path = 'ws-stomp'): string => new URL(path, url.replace('http', 'ws')).href

async function subscribed(url: string): Promise<Peer> {
  const peer = await Peer.open(stomp(url))
  await peer.connects('1.2')
  peer.writes('SUBSCRIBE\nid:0\ndestination:/sub/said\nreceipt:r\n\n␀')
  await peer.readsReceipt('r')
  return peer
}

const route = (text: string): string =>
  `import type { App } from '@stompbox/broker'
   import { words } from './words.ts'
   export default { application: (app: App) => app.message('/say', () => words + ${JSON.stringify(text)}).sendTo('/sub/said') }`

function writeRoutes(words: string, text: string): void {
  writeFileSync(join(root, 'words.ts'), `export const words: string = ${JSON.stringify(words)}`)
  writeFileSync(join(root, 'stompbox.config.ts'), route(text))
}

async function says(peer: Peer): Promise<string> {
  peer.writes('SEND\ndestination:/pub/say\n\n␀')
  return (await peer.reads('MESSAGE')).text
}

test.each(['dev', 'preview'] as const)('%s serves the page and the broker on one port', async (way) => {
  writeRoutes('one ', 'two')
  const url = await ways[way](inline(stompbox()))
  expect(await (await fetch(url)).text()).toContain('the page')
  expect(await (await fetch(new URL('ws-stomp/info', url))).json()).toMatchObject({ websocket: true })
  expect(await says(await subscribed(url))).toBe('one two')
  expect(lines.join('\n')).toContain(`  ➜  STOMP:   ${stomp(url)}`)
  expect(lines).toContain('  ➜  Config:  stompbox.config.ts')
  await logged(/subscribed .*\/sub\/said/)
})

test.each(['dev', 'preview'] as const)(
  '%s says that there is no configuration, and takes up one that appears',
  async (way) => {
    const peer = await subscribed(await ways[way](inline(stompbox())))
    await logged(/➜ {2}Config: {2}none, so the built-in chat answers .* replaces it$/)
    writeRoutes('one ', 'two')
    await logged(/ {2}reloaded .*stompbox\.config\.ts/)
    expect(await says(peer)).toBe('one two')
  },
)

test.each(['dev', 'preview'] as const)('%s takes up what changes, and the session stays', async (way) => {
  writeRoutes('one ', 'two')
  const peer = await subscribed(await ways[way](inline(stompbox())))
  writeRoutes('one ', '2')
  await logged(/ {2}reloaded .*stompbox\.config\.ts/)
  expect(await says(peer)).toBe('one 2')
  lines.length = 0
  writeFileSync(join(root, 'words.ts'), 'export const words = 1 +')
  await logged(/not reloaded .*What was there before goes on/)
  expect(await says(peer)).toBe('one 2')
  writeFileSync(join(root, 'words.ts'), "import 'zodiac'\nexport const words = ''")
  await logged(
    /not reloaded .*\/words\.ts imports zodiac, which is not installed in \S+; npm install zodiac there brings it\. What/,
  )
  writeFileSync(join(root, 'words.ts'), "export const words = '1 '")
  await logged(/ {2}reloaded .*stompbox\.config\.ts/)
  expect(await says(peer)).toBe('1 2')
})

test('the socket of Vite is left alone', async () => {
  const url = await ways.dev(inline(stompbox({})))
  const { searchParams } = new URL(await hotReloadUrl(url))
  const hot = new WebSocket(`${stomp(url, '')}?token=${searchParams.get('token')}`, 'vite-hmr')
  const [message] = (await once(hot, 'message')) as [Buffer]
  expect(JSON.parse(message.toString())).toEqual({ type: 'connected' })
  await (await Peer.open(stomp(url))).connects('1.2')
  hot.terminate()
})

/** Where Vite's client connects: it carries a token. */
async function hotReloadUrl(url: string): Promise<string> {
  const client = await (await fetch(new URL('@vite/client', url))).text()
  const [, token] = /wsToken = "(.*?)"/.exec(client)!
  return `${url}?token=${token}`
}

test('without a configuration it is the chat of the tutorials', async () => {
  const peer = await Peer.open(stomp(await ways.dev(inline(stompbox()))))
  await peer.connects('1.2')
  peer.writes('SUBSCRIBE\nid:0\ndestination:/sub/chat/room/1\n\n␀')
  peer.writes('SEND\ndestination:/pub/chat/message\n\n{"type":"TALK","roomId":1,"message":"hello"}␀')
  expect((await peer.reads('MESSAGE')).text).toContain('hello')
})

test('a file that is named is taken, and one that is not there says so', async () => {
  writeRoutes('', 'x')
  mkdirSync(join(root, 'broker'))
  writeFileSync(join(root, 'broker/chat.ts'), "export default { endpoints: { '/named': {} } }")
  const url = await ways.dev(inline(stompbox('broker/chat.ts')))
  await (await Peer.open(stomp(url, 'named'))).connects('1.2')
  await expect(createServer(inline(stompbox('nowhere.ts')))).rejects.toThrow('There is no configuration file')
})

test('a package that is missing is named at the start, too', async () => {
  writeFileSync(join(root, 'stompbox.config.ts'), "import 'zodiac'\nexport default {}")
  await expect(createServer(inline(stompbox()))).rejects.toThrow(
    /\/stompbox\.config\.ts imports zodiac, which is not installed in \S+; npm install zodiac there brings it\.$/,
  )
})

test('when Vite closes, sessions are told', async () => {
  const url = await ways.dev(inline(stompbox({})))
  const peer = await subscribed(url)
  await stops.pop()!()
  await peer.closed()
})

test('a part of another server says where to attach', async () => {
  const config = inline(stompbox({}), { server: { middlewareMode: true } })
  await expect(createServer(config)).rejects.toThrow('call createBroker(config).attach(server) with yours')
})

test('over HTTPS, SockJS is served by HTTP/2 and WebSocket by HTTP/1', async () => {
  const https = { key: testTls.key, cert: testTls.cert }
  const url = await ways.dev(inline(stompbox({}), { server: { https } }))
  const session = connectHttp2(url, { ca: testTls.cert })
  const info = session.request({ ':path': '/ws-stomp/info', origin: url.slice(0, -1) })
  const [headers] = (await once(info, 'response')) as [{ ':status': number }]
  expect(headers[':status']).toBe(200)
  expect(await text(info)).toContain('"websocket":true')
  session.destroy()
  const socket = new WebSocket(stomp(url), { ca: testTls.cert })
  await once(socket, 'open')
  socket.terminate()
})

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  let all = ''
  for await (const chunk of stream) all += String(chunk)
  return all
}
