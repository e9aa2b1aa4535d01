import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as StompJs from '@stomp/stompjs'
import type { Browser } from 'playwright-core'
import type SockJS from 'sockjs-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { PageBroker } from './page-broker.ts'

const chromium = await findChromium()

// What the page finds on `window`: the bundles of npm as they are, without a bundler of ours.
const bundles = ['@stomp/stompjs/bundles/stomp.umd.min.js', 'sockjs-client/dist/sockjs.min.js']
interface Stock {
  StompJs: typeof StompJs
  SockJS: typeof SockJS
}

let folder: string
let browser: Browser
let broker: PageBroker

describe.skipIf(chromium === undefined)('stock stompjs and sockjs-client in a page', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
    for (const bundle of bundles) copyFileSync(inModules(bundle), join(folder, bundle.split('/').at(-1)!))
    writeFileSync(
      join(folder, 'index.html'),
      '<!doctype html><link rel="icon" href="data:,"><script src="stomp.umd.min.js"></script><script src="sockjs.min.js"></script>',
    )
    writeFileSync(
      join(folder, 'stompbox.config.json'),
      JSON.stringify({ static: folder, endpoints: { '/ws-stomp': { sockjs: true } } }),
    )
    browser = await launchChromium(chromium!)
    broker = await PageBroker.start(join(folder, 'stompbox.config.json'), 0, '--host', '127.0.0.1')
  })
  afterAll(async () => {
    await Promise.all([browser.close(), broker.kill()])
    rmSync(folder, { recursive: true })
  })

  // One address under two names is two origins to a browser.
  describe.each([
    ['the same origin', 'localhost'],
    ['another origin', '127.0.0.1'],
  ])('of %s', (_, host) => {
    test.each([
      ['websocket', 'sockjs-websocket'],
      ['xhr-streaming', 'xhr-streaming'],
      ['eventsource', 'eventsource'],
      ['xhr-polling', 'xhr-polling'],
    ])('echo Korean text over %s', async (transport, seenByBroker) => {
      const before = broker.connected.length
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => complaints.push(message.text()))
      await page.goto(`http://${host}:${broker.port}/`)
      const texts = ['안녕하세요 👋', '뷁'.repeat(20_000), '"\u2028\\']
      const address = `http://localhost:${broker.port}/ws-stomp`
      expect(await page.evaluate(echo, { address, transport, texts })).toEqual(texts)
      expect(broker.connected.slice(before)).toEqual([seenByBroker])
      expect(complaints).toEqual([])
      await page.close()
    })
  })
})

const inModules = (path: string) => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url))

interface Echo {
  address: string
  transport: string
  texts: string[]
}

/** Runs in the page: sends each text to a topic it has subscribed to, and resolves with what comes back. */
function echo({ address, transport, texts }: Echo): Promise<string[]> {
  const stock = globalThis as unknown as Stock
  const client = new stock.StompJs.Client({
    webSocketFactory: () => new stock.SockJS(address, undefined, { transports: transport, timeout: 10_000 }),
    reconnectDelay: 0,
  })
  const arrived: string[] = []
  return new Promise((resolve, reject) => {
    client.onStompError = ({ headers }) => reject(new Error(headers.message))
    client.onWebSocketClose = ({ code }: CloseEvent) => reject(new Error(`closed with ${code}`))
    client.onConnect = () => {
      client.subscribe('/topic/echo', ({ body }) => {
        if (arrived.push(body) === texts.length) resolve(client.deactivate().then(() => arrived))
      })
      for (const body of texts) client.publish({ destination: '/topic/echo', body })
    }
    client.activate()
  })
}
