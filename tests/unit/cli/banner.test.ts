import { expect, test } from 'vitest'
import { type Listening, banner, bannerJson } from '../../../broker/src/cli/banner.ts'
import { columnsOf } from '../../../broker/src/log/columns.ts'
import { plain } from '../../../broker/src/log/palette.ts'
import { paper } from '../../../broker/src/log/screen.ts'
import { listening } from './listening.ts'

const rows = (changes: Partial<Listening>) =>
  banner({ ...listening, ...changes }, paper, false)
    .split('\n')
    .filter((line) => line.includes('➜'))
    .map((line) => line.replace(/^ *➜ */, ''))

test('without a configuration', () => {
  expect(banner(listening, paper, false)).toBe(`
  STOMPBOX v1.2.3  ready in 123 ms

  ➜  STOMP      ws://localhost:8080/ws-stomp
  ➜  STOMP      ws://localhost:8080/ws
  ➜  SockJS     http://localhost:8080/ws-stomp
  ➜  Send       to /pub, /app: your handlers take it
  ➜  Subscribe  to /sub, /topic: everybody there gets it
  ➜  Config     none, so the built-in chat answers /pub/chat/message. A stompbox.config.ts replaces it

  Ctrl-C drains, twice leaves
`)
})

test('where nobody follows changes, a configuration waits for the next start', () => {
  expect(rows({ follows: false })).toContainEqual(
    expect.stringMatching(/A stompbox\.config\.ts replaces it at the next start$/),
  )
})

test('where keys are read it names the first', () => {
  expect(banner(listening, paper, true)).toContain('\n  h shows the keys, Ctrl-C drains, twice leaves\n')
})

test('a row that is longer than the terminal goes on below its text', () => {
  const lines = banner(listening, { paint: plain, columns: 60 }, true).split('\n')
  const from = lines.findIndex((line) => line.includes('Config'))
  expect(lines.slice(from, from + 3)).toEqual([
    '  ➜  Config     none, so the built-in chat answers',
    '                /pub/chat/message. A stompbox.config.ts',
    '                replaces it',
  ])
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(60)
})

test('with a configuration and a page', () => {
  const shown = rows({ config: 'stompbox.config.ts', page: { folder: 'dist', present: true } })
  expect(shown).toContain('Config     stompbox.config.ts')
  expect(shown).toContain('Page       http://localhost:8080/')
})

test.each([
  ['tcp://localhost:61613', 'TCP        tcp://localhost:61613'],
  ['tls://localhost:61614', 'TLS        tls://localhost:61614'],
])('a TCP port has its row: %s', (tcpUrl, row) => {
  expect(rows({ tcpUrl })[3]).toBe(row)
  expect(JSON.parse(bannerJson({ ...listening, tcpUrl }, new Date(0)))).toMatchObject({ tcp: tcpUrl })
})

test('where a plain WebSocket connects may lie below the endpoint', () => {
  const endpoint = { path: '/ws-stomp', plainPath: '/ws-stomp/websocket', sockjs: true }
  const shown = rows({ endpoints: [endpoint] })
  expect(shown).toContain('STOMP      ws://localhost:8080/ws-stomp/websocket')
  expect(shown).toContain('SockJS     http://localhost:8080/ws-stomp')
})

test('a profile other than the standard has its row', () => {
  expect(rows({})).not.toContainEqual(expect.stringContaining('Profile'))
  expect(rows({ profile: 'spring-6.2' })).toContain(
    'Profile    spring-6.2: answers as Spring does, and says below what Spring leaves undone',
  )
})

test('a page that was not built yet is told, with what to do', () => {
  expect(rows({ page: { folder: 'dist', present: false } })).toContain(
    'Page       none yet: there is no dist/index.html. Build it, then start again',
  )
})

test('every network: the own machine first, then the addresses, then who may come', () => {
  const shown = rows({ host: '0.0.0.0', networkAddresses: ['192.168.0.5', 'fd00::5'] })
  expect(shown[0]).toBe('STOMP      ws://localhost:8080/ws-stomp')
  expect(shown).toContain('Network    ws://192.168.0.5:8080/ws-stomp')
  expect(shown).toContain('Network    ws://[fd00::5]:8080/ws-stomp')
  expect(shown).toContain('Origins    only pages from the same host and port; allowedOrigins lets others in')
})

test('who lets every page in is told what that means', () => {
  expect(rows({ allowedOrigins: ['*'] })).toContain(
    "Origins    every page there is, with its visitor's cookies",
  )
  expect(rows({ allowedOrigins: ['https://app.example'] }).join()).not.toContain('Origins')
})

test('an address is written as a URL wants it', () => {
  expect(rows({ host: '::1' })[0]).toBe('STOMP      ws://[::1]:8080/ws-stomp')
})

test('as JSON, with the same keys whatever is configured', () => {
  const at = new Date('2026-11-21T09:05:07.123Z')
  const bare = JSON.parse(bannerJson(listening, at)) as object
  expect(bare).toEqual({
    time: '2026-11-21T09:05:07.123Z',
    type: 'listening',
    version: '1.2.3',
    host: 'localhost',
    port: 8080,
    url: 'http://localhost:8080',
    tcp: null,
    profile: 'standard',
    endpoints: listening.endpoints,
    prefixes: listening.prefixes,
    config: null,
    static: null,
  })
  const full = { ...listening, config: 'a.ts', page: { folder: 'dist', present: true } }
  expect(Object.keys(JSON.parse(bannerJson(full, at)) as object)).toEqual(Object.keys(bare))
})
