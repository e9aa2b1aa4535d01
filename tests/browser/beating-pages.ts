import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { WebSocketServer, type WebSocket } from 'ws'

const root = new URL('../../', import.meta.url)

const beatMs = 250

/** Both clients in one page, each under its own login. */
const page = `
  const url = 'ws://' + location.host + '/ws'
  const strategy = location.hash.slice(1)
  new StompJs.Client({
    brokerURL: url,
    connectHeaders: { login: 'stompjs' },
    heartbeatIncoming: ${beatMs},
    heartbeatOutgoing: ${beatMs},
    heartbeatStrategy: strategy,
    reconnectDelay: 0,
  }).activate()
  Stompbox.createClient(url, { headers: { login: 'sdk' }, heartBeatMs: ${beatMs} }).connect()
  const tell = () => fetch('/is/' + document.visibilityState)
  document.addEventListener('visibilitychange', tell)
`
const html =
  '<!doctype html><link rel="icon" href="data:,"><script src="stomp.js"></script><script src="sdk.js"></script><script src="page.js"></script>'

/** The SDK as an application's bundler makes it, on `window.Stompbox`. */
async function sdkForPages(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(root),
    resolve: { conditions: ['source'] },
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL('sdk/src/index.ts', root)), formats: ['iife'], name: 'Stompbox' },
    },
  })
  const [{ output }] = built as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput]
  return output[0].code
}

let built: Promise<string> | undefined

export type Login = 'stompjs' | 'sdk'

/** Pages with both clients in them, and the server that both are connected to: it beats every 250 ms and asks for as much. */
export class BeatingPages implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets: WebSocketServer
  readonly #beats = new Map<Login, number>()
  readonly #told: string[] = []
  #wake: (() => void)[] = []

  private constructor(files: Readonly<Record<string, string>>, policy: string | undefined) {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      if (path.startsWith('/is/')) this.#hears(path.slice(4))
      const type = path.endsWith('.js') ? 'text/javascript' : 'text/html'
      response.setHeader('content-type', `${type}; charset=utf-8`)
      if (policy !== undefined) response.setHeader('content-security-policy', policy)
      response.end(files[path] ?? '')
    })
    this.#sockets = new WebSocketServer({ server: this.#server, handleProtocols: () => 'v12.stomp' })
    this.#sockets.on('connection', (socket) => this.#converse(socket))
  }

  /** Served with this Content-Security-Policy, or with none. */
  static async start(policy?: string): Promise<BeatingPages> {
    const stomp = readFileSync(new URL('node_modules/@stomp/stompjs/bundles/stomp.umd.min.js', root), 'utf8')
    const files = {
      '/': html,
      '/page.js': page,
      '/stomp.js': stomp,
      '/sdk.js': await (built ??= sdkForPages()),
    }
    const pages = new BeatingPages(files, policy)
    pages.#server.listen(0, '127.0.0.1')
    await once(pages.#server, 'listening')
    return pages
  }

  /** A page whose stompjs keeps its heart-beats in this way. */
  url(strategy: 'interval' | 'worker'): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/#${strategy}`
  }

  /** How many heart-beats of this client have come since the last `recount()`. */
  beatsOf(login: Login): number {
    return this.#beats.get(login) ?? 0
  }

  recount(): void {
    this.#beats.clear()
  }

  /** Resolves when this client has beaten so often since the last `recount()`. */
  async hears(login: Login, beats: number): Promise<void> {
    while (this.beatsOf(login) < beats) await this.#somethingHappens()
  }

  /** Resolves when a page has said that it is in this state. */
  async isTold(state: 'hidden' | 'visible'): Promise<void> {
    while (!this.#told.includes(state)) await this.#somethingHappens()
  }

  #converse(socket: WebSocket): void {
    let login: Login | undefined
    const beating = setInterval(() => socket.send('\n'), beatMs)
    socket.on('close', () => clearInterval(beating))
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text.startsWith('CONNECT\n')) {
        login = text.includes('login:sdk') ? 'sdk' : 'stompjs'
        socket.send(`CONNECTED\nversion:1.2\nheart-beat:${beatMs},${beatMs}\n\n\0`)
      } else if (text === '\n' && login) this.#beat(login)
    })
  }

  #beat(login: Login): void {
    this.#beats.set(login, this.beatsOf(login) + 1)
    this.#happens()
  }

  #hears(told: string): void {
    this.#told.push(told)
    this.#happens()
  }

  #somethingHappens(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve))
  }

  #happens(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
