import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createServer, type ViteDevServer } from 'vite'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { PageBroker } from './page-broker.ts'
import { Person } from './person.ts'

const chromium = await findChromium()
const example = fileURLToPath(new URL('../../examples/react-chat', import.meta.url))

let browser: Browser
let broker: PageBroker
let vite: ViteDevServer
let cacheDir: string

// Only here does StrictMode mount everything twice; a built page mounts once.
describe.skipIf(chromium === undefined)('the chat page under development', () => {
  beforeEach(async () => {
    cacheDir = mkdtempSync(join(tmpdir(), 'stompbox-'))
    broker = await PageBroker.start('examples/react-chat/stompbox.config.ts')
    vite = await serve(`http://localhost:${broker.port}`)
    browser = await launchChromium(chromium!)
  })
  afterEach(async () => {
    await browser.close()
    await vite.close()
    await broker.kill()
    rmSync(cacheDir, { recursive: true })
  })

  /** As `npm run dev` does, but without a cache of earlier runs, and onto this broker. */
  async function serve(target: string): Promise<ViteDevServer> {
    const proxy = { '/ws-stomp': { target, ws: true } }
    const server = await createServer({
      root: example,
      cacheDir,
      logLevel: 'error',
      server: { port: 0, proxy },
    })
    return server.listen()
  }

  test('makes one connection and one entrance in StrictMode, through the proxy, over both transports', async () => {
    const choices = { name: '홍길동', language: 'ko', transport: 'WebSocket' } as const
    const person = await Person.visits(browser, vite.resolvedUrls!.local[0]!, choices)
    // Vite has a WebSocket of its own.
    const sockets: string[] = []
    person.page.on('websocket', (socket) => sockets.push(new URL(socket.url()).pathname))
    await person.enterLobby()
    await person.say('개발 중')
    await person.hears('개발 중')
    expect(broker.connected).toEqual(['websocket'])
    expect(sockets.filter((path) => path.startsWith('/ws-stomp'))).toEqual(['/ws-stomp'])

    await person.changeTransport('SockJS')
    await person.say('여전히')
    await person.hears('여전히')
    expect(broker.connected).toEqual(['websocket', 'sockjs-websocket'])
    expect(person.entrancesOf(person)).toBe(1)
    expect(await person.talk()).toEqual(['개발 중', '여전히'])
    expect(person.complaints).toEqual([])
  })
})
