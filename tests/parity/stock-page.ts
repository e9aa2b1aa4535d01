import { readFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import type { Peer } from './server.ts'
import { type StockPageRecord, digest } from './transcript.ts'

const { resolve } = createRequire(import.meta.url)
const files: Readonly<Record<string, string>> = {
  '/': fileURLToPath(new URL('stock-page/index.html', import.meta.url)),
  '/stomp.umd.js': resolve('@stomp/stompjs'),
  '/sockjs.min.js': resolve('sockjs-client/dist/sockjs.min.js'),
}

export const hashOfStockPage = (): string => digest(readFileSync(files['/']!, 'utf8'))

const people = { kim: 'SockJS', lee: 'WebSocket', park: 'xhr-streaming', choi: 'xhr-polling' } as const
type Name = keyof typeof people

/**
 * A chat of four, each on a transport of its own, on a page with the stock clients.
 * @param subscribed resolves when a SUBSCRIBE that was just sent has taken hold
 */
export async function playStockPage(
  browser: Browser,
  peer: Peer,
  subscribed: () => Promise<void>,
): Promise<StockPageRecord['seen']> {
  const pages = await servePages()
  const server = await peer.start('chat')
  const visitors = new Map<Name, Visitor>()
  try {
    const url = `http://localhost:${(pages.address() as AddressInfo).port}/?server=${server.baseUrl}`
    for (const [name, transport] of Object.entries(people) as [Name, string][]) {
      visitors.set(name, await Visitor.connects(browser, url, name, transport))
    }
    await chat(visitors, subscribed)
    const seen = [...visitors].map(async ([name, visitor]) => [name, await visitor.lines()] as const)
    return Object.fromEntries(await Promise.all(seen))
  } finally {
    for (const { page } of visitors.values()) await page.context().close()
    pages.close()
    // A broker gives those who poll the time to come back; nobody will.
    server.stop().catch(() => {})
  }
}

async function chat(visitors: ReadonlyMap<Name, Visitor>, subscribed: () => Promise<void>): Promise<void> {
  const inside: Visitor[] = []
  for (const visitor of visitors.values()) {
    await visitor.press('enter')
    await subscribed()
    inside.push(visitor)
    await visitor.say(`안녕하세요, ${visitor.name} 👋🏽 "quoted" \\ <b>`)
    await Promise.all(inside.map((each) => each.sees(`안녕하세요, ${visitor.name}`)))
  }
  for (const visitor of visitors.values()) {
    inside.shift()
    await visitor.press('leave')
    await visitor.sees('left')
    await Promise.all(inside.map((each) => each.sees(`"sender":"${visitor.name}","type":"QUIT"`)))
    await visitor.press('disconnect')
    await visitor.sees('closed ')
  }
}

class Visitor {
  readonly page: Page
  readonly name: Name

  private constructor(page: Page, name: Name) {
    this.page = page
    this.name = name
  }

  static async connects(browser: Browser, url: string, name: Name, transport: string): Promise<Visitor> {
    const visitor = new Visitor(await (await browser.newContext()).newPage(), name)
    await visitor.page.goto(url)
    await visitor.page.getByLabel('name').fill(name)
    await visitor.page.getByLabel('transport').selectOption(transport)
    await visitor.press('connect')
    await visitor.sees('destination:/pub/init')
    return visitor
  }

  press(button: string): Promise<void> {
    return this.page.getByRole('button', { name: button, exact: true }).click()
  }

  async say(text: string): Promise<void> {
    await this.page.getByLabel('message').fill(text)
    await this.press('say')
  }

  sees(text: string): Promise<void> {
    return this.page.locator('#came li', { hasText: text }).first().waitFor()
  }

  lines(): Promise<string[]> {
    return this.page.locator('#came li').allTextContents()
  }
}

async function servePages(): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const file = files[new URL(url, 'http://localhost').pathname]
    if (file === undefined) return response.writeHead(404).end()
    const type = file.endsWith('.html') ? 'text/html' : 'text/javascript'
    return response.writeHead(200, { 'content-type': type }).end(readFileSync(file))
  })
  await new Promise<void>((done) => server.listen(0, 'localhost', done))
  return server
}
