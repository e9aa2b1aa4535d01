import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createBroker, type Broker } from '@stompbox/broker'
import type * as Sdk from '@stompbox/sdk'
import type * as SockJs from '@stompbox/sdk/sockjs'
import { findChromium, launchChromium } from '../support/chromium.ts'

const chromium = await findChromium()
const root = fileURLToPath(new URL('../..', import.meta.url))

const entry = `
  import { connect } from '@stompbox/sdk'
  import { sockjs } from '@stompbox/sdk/sockjs'
  Object.assign(window, { connect, sockjs })
`

/** The SDK as an application's bundler makes it, by file. */
async function bundled(): Promise<Map<string, string>> {
  const { output } = (await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { conditions: ['source'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id: string) => (id === 'page' ? `${root}page.js` : undefined),
        load: (id: string) => (id === `${root}page.js` ? entry : undefined),
      },
    ],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: 'page', output: { entryFileNames: 'page.js' } },
    },
  })) as Rolldown.RolldownOutput
  return new Map(output.map((file) => [`/${file.fileName}`, 'code' in file ? file.code : '']))
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

async function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, 'localhost')
  await once(server, 'listening')
  return server
}

let files: Map<string, string>
let browser: Browser
let broker: Broker
let server: Server
let page: Page
let asked: string[]
let upgrades: string[]
let letsWebSocketsThrough: boolean

describe.skipIf(chromium === undefined)('the SDK in a page, with sockjs()', () => {
  beforeAll(async () => {
    files = await bundled()
    browser = await launchChromium(chromium!)
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    letsWebSocketsThrough = true
    upgrades = []
    server = await serve((request, response) => {
      const file = files.get(request.url!)
      response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript')
      response.end(
        file ??
          '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
      )
    })
    broker = createBroker({ endpoints: { '/ws-stomp': { sockjs: true } } })
    broker.attach(server)
    guardUpgrades()
    page = await browser.newPage()
    asked = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`http://localhost:${portOf(server)}/`)
  })
  afterEach(async () => {
    await page.close()
    await broker.close()
    server.closeAllConnections()
    server.close()
  })

  test('transport: auto goes over a WebSocket, and loads and asks nothing for SockJS', async () => {
    expect(await transportOf('auto')).toBe('websocket')
    expect(asked).toEqual(['/', '/page.js'])
    expect(upgrades).toEqual(['/ws-stomp/websocket'])
  })

  test('SockJS itself is loaded when it is asked for', async () => {
    expect(await transportOf('sockjs')).toBe('websocket')
    expect(asked.filter((path) => path.endsWith('.js'))).toEqual([
      '/page.js',
      expect.stringContaining('sockjs') as string,
    ])
  })

  test('where no WebSocket gets through, transport: auto takes SockJS, and so does the next page', async () => {
    letsWebSocketsThrough = false
    expect(await transportOf('auto')).toBe('xhr-streaming')
    expect(upgrades).toHaveLength(2)
    await page.reload()
    expect(await transportOf('auto')).toBe('xhr-streaming')
    expect(upgrades).toHaveLength(2)
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([
      `stompbox:sockjs:http://localhost:${portOf(server)}/ws-stomp`,
    ])
  })

  test.each([
    ['/nowhere', 'answered, but not as SockJS does'],
    [
      '/ws-stomp/websocket',
      '/ws-stomp/websocket/info answered 404: there is no SockJS endpoint at this address.',
    ],
  ])('the reason says what is wrong with %s', async (path, message) => {
    expect(await transportOf('sockjs', path)).toContain(message)
  })

  test('the reason tells CORS from nobody there', async () => {
    const other = await serve((_request, response) => response.end('{"websocket":true}'))
    const address = `http://localhost:${portOf(other)}`
    expect(await transportOf('sockjs', address)).toContain(
      `its answer is not for pages of http://localhost:${portOf(server)} (CORS)`,
    )
    other.closeAllConnections()
    await new Promise((resolve) => other.close(resolve))
    expect(await transportOf('sockjs', address)).toContain(`nothing answers at ${address}.`)
  })
})

function guardUpgrades(): void {
  const emit = server.emit.bind(server) as (event: string, ...args: unknown[]) => boolean
  server.emit = (event: string, ...args: unknown[]) => {
    if (event !== 'upgrade') return emit(event, ...args)
    const [request, socket] = args as [IncomingMessage, Socket]
    upgrades.push(request.url!)
    if (letsWebSocketsThrough) return emit(event, ...args)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    return true
  }
}

interface InPage {
  readonly connect: typeof Sdk.connect
  readonly sockjs: typeof SockJs.sockjs
}

/** What carried a message there and back, or why there was no connection. */
function transportOf(transport: 'auto' | 'sockjs', path = '/ws-stomp'): Promise<string> {
  return page.evaluate(
    async ({ url, transport }) => {
      const { connect, sockjs } = globalThis as unknown as InPage
      try {
        const client = await connect(url, { webSocket: sockjs({ transport }) })
        const { state } = client
        const heard = new Promise((resolve) => client.subscribe('/topic/echo', resolve))
        await client.send('/topic/echo', '안녕')
        await heard
        await client.disconnect()
        return state.status === 'connected' ? state.transport : state.status
      } catch (error) {
        return String(error)
      }
    },
    { url: new URL(path, page.url()).href, transport },
  )
}
