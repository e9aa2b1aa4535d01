import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createServer, type ViteDevServer } from 'vite'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { PageBroker } from './page-broker.ts'

const chromium = await findChromium()
const root = fileURLToPath(new URL('server-rendered', import.meta.url))

let browser: Browser
let broker: PageBroker
let server: Server
let vite: ViteDevServer
let cacheDir: string
let address: string

// Under development, where React says what does not match.
describe.skipIf(chromium === undefined)('a page with the hooks, rendered on the server', () => {
  beforeEach(async () => {
    cacheDir = mkdtempSync(join(tmpdir(), 'stompbox-'))
    broker = await PageBroker.start('examples/react-chat/stompbox.config.ts')
    server = createHttpServer()
    vite = await createServer({
      root,
      cacheDir,
      appType: 'custom',
      logLevel: 'error',
      server: { middlewareMode: true, hmr: { server } },
    })
    server.on('request', serve(`ws://localhost:${broker.port}/ws-stomp`)).listen(0)
    await once(server, 'listening')
    address = `http://localhost:${(server.address() as AddressInfo).port}/`
    browser = await launchChromium(chromium!)
  })
  afterEach(async () => {
    await browser.close()
    await vite.close()
    server.close()
    await broker.kill()
    rmSync(cacheDir, { recursive: true })
  })

  /** The page at `/`, and what it loads. */
  const serve =
    (url: string): RequestListener =>
    (request, response) => {
      if (request.url !== '/') return vite.middlewares(request, response)
      rendered(url).then(
        (html) => response.setHeader('content-type', 'text/html; charset=utf-8').end(html),
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
    }

  async function rendered(url: string): Promise<string> {
    const { render } = (await vite.ssrLoadModule('/on-server.ts')) as { render: (url: string) => string }
    const template = readFileSync(join(root, 'index.html'), 'utf8')
    const html = template.replace('%URL%', url).replace('%PAGE%', render(url))
    return vite.transformIndexHtml('/', html)
  }

  test('is hydrated without a word, connects then, and talks', async () => {
    const html = await (await fetch(address)).text()
    expect(html).toContain('<main><p role="status">idle</p><button>Say it</button><ol></ol></main>')
    expect(broker.connected).toEqual([])

    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (/error|warning/.test(message.type())) complaints.push(message.text())
    })
    await page.goto(address)
    await page.getByRole('status').getByText('connected').waitFor()
    await page.getByRole('button', { name: 'Say it' }).click()
    await page.getByRole('listitem').getByText('안녕하세요').waitFor()
    expect(complaints).toEqual([])
    expect(broker.connected).toEqual(['websocket'])
  })
})
