import { readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { BrokerProcess } from '../../support/broker-process.ts'
import { RawSocket } from '../../support/raw-socket.ts'
import { configAt } from './scene.ts'
import { send, SpringClient, subscribe } from './spring-client.ts'

const everyMs = 20
/** Nothing but a hang is slower. */
const mostLateMs = 8_000
/** What the runtime keeps for the next time: the tests fill it with a million messages. */
const slackBytes = 512 * 2 ** 20

/** Sends numbered messages to itself while others misbehave. Spring has no receipts; what is heard says enough. */
class SpringCanary {
  readonly #client: SpringClient
  readonly #sentMs: number[] = []
  readonly #pace: NodeJS.Timeout
  #first = 0
  latestMs = 0

  constructor(client: SpringClient) {
    this.#client = client
    this.#first = client.heard.length
    client.says(subscribe('/topic/canary', 'canary'))
    this.#pace = setInterval(() => this.#send(), everyMs)
    client.socket.on('message', () => {
      const sentMs = this.#sentMs[client.heard.length - this.#first - 1] ?? performance.now()
      this.latestMs = Math.max(this.latestMs, performance.now() - sentMs)
    })
  }

  #send(): void {
    this.#sentMs.push(performance.now())
    this.#client.says(send('/topic/canary', '', `number ${this.#sentMs.length}.`))
  }

  /** One that is sent from now on has come, and all before it in order. */
  async sings(): Promise<void> {
    this.#send()
    const count = this.#sentMs.length
    await this.#client.hears(`number ${count}.`)
    const numbers = this.#client.heard.slice(this.#first).map((text) => /number (\d+)\.\0$/.exec(text)?.[1])
    expect(numbers.slice(0, count)).toEqual(Array.from({ length: count }, (_, n) => String(n + 1)))
    expect(this.latestMs).toBeLessThan(mostLateMs)
  }

  leaves(): void {
    clearInterval(this.#pace)
    this.#client.cut()
  }
}

export class SpringScene {
  readonly #cuts: (() => void)[] = []
  broker!: BrokerProcess
  canary!: SpringCanary

  get ws(): string {
    return `${this.broker.ws}/ws`
  }

  get sockJs(): string {
    return `${this.broker.http}/ws-stomp`
  }

  async opens(path = '/ws', options = {}): Promise<SpringClient> {
    return this.#cutLater(await SpringClient.open(this.broker.ws + path, options))
  }

  async connected(headers = '', options = {}): Promise<SpringClient> {
    return this.#cutLater(await SpringClient.connected(this.ws, headers, options))
  }

  async raw(text: string): Promise<RawSocket> {
    const raw = await RawSocket.open(this.broker.port, text)
    this.#cuts.push(() => raw.socket.destroy())
    return raw
  }

  /** A request of a SockJS session: its status, and what it says. */
  async posts(path: string, body = ''): Promise<[status: number, text: string]> {
    const answer = await fetch(this.sockJs + path, { method: 'POST', body })
    return [answer.status, await answer.text()]
  }

  #cutLater(client: SpringClient): SpringClient {
    this.#cuts.push(() => client.cut())
    return client
  }

  cutAll(): void {
    for (const cut of this.#cuts.splice(0)) cut()
  }

  /** Sockets and files that the process holds open; 0 where nothing says so. */
  get openFiles(): number {
    if (process.platform !== 'linux') return 0
    return readdirSync(`/proc/${this.broker.command.child.pid}/fd`).length
  }

  /** Resolves once it is so; the time limit of the test is the deadline. */
  async comesTo(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.canary.sings()
  }
}

/**
 * After each test the process lives and the canary has heard all of its messages in order; after all of them sockets and memory are given
 * back, and the process ends by itself when it is asked to.
 */
export function useSpringScene(config: string): SpringScene {
  const scene = new SpringScene()
  let usual = { files: 0, bytes: 0 }
  beforeAll(async () => {
    scene.broker = await BrokerProcess.start(configAt(config))
    scene.canary = new SpringCanary(await SpringClient.connected(scene.ws))
    await scene.canary.sings()
    usual = { files: scene.openFiles, bytes: scene.broker.residentBytes }
  })
  afterEach(async () => {
    scene.cutAll()
    expect(scene.broker.death).toBeUndefined()
    await scene.canary.sings()
  })
  afterAll(async () => {
    if (usual.bytes === 0) return
    await scene.comesTo(() => scene.openFiles <= usual.files + 2)
    await scene.comesTo(() => scene.broker.residentBytes <= usual.bytes + slackBytes)
    scene.canary.leaves()
    scene.broker.command.child.kill('SIGTERM')
    const { code, stderr } = await scene.broker.command.ends()
    await scene.broker[Symbol.asyncDispose]()
    expect([code, stderr]).toEqual([0, ''])
  }, 90_000)
  return scene
}
