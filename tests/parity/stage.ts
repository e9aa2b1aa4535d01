import { Arrivals } from './arrivals.ts'
import type { Channel } from './channel.ts'
import { HttpChannel } from './http-channel.ts'
import type { Scenario, Step } from './scenario.ts'
import type { Server } from './server.ts'
import { WebSocketChannel } from './web-socket-channel.ts'

type Action = Exclude<Step, { do: 'wait' }>

/** The channels of one play, and what can be done with them. */
export class Stage {
  readonly channels = new Map<string, Channel>()
  readonly server: Server
  readonly #scenario: Scenario
  #onChange: () => void = () => {}

  constructor(server: Server, scenario: Scenario) {
    this.server = server
    this.#scenario = scenario
  }

  async act(step: Action): Promise<void> {
    if (step.do === 'stop') await this.server.stop()
    else if (step.do === 'open')
      this.#add(step.on, new WebSocketChannel(this.#baseUrl, step, this.#arrivals()))
    else if (step.do === 'http') this.#add(step.on, new HttpChannel(this.#baseUrl, step, this.#arrivals()))
    else if (step.do === 'close') this.#channel(step.on).close(step.code, step.reason)
    else if (step.do === 'say') this.#socket(step.on).say(step)
    else if (step.do === 'ping') this.#socket(step.on).ping(step.data)
    else this.#socket(step.on)[step.do]()
  }

  get #baseUrl(): string {
    return this.server.baseUrl
  }

  #arrivals(): Arrivals {
    return new Arrivals(() => this.#onChange())
  }

  #add(name: string, channel: Channel): void {
    if (this.channels.has(name)) throw new Error(`${this.#scenario.id} opens the channel ${name} twice.`)
    this.channels.set(name, channel)
  }

  #channel(name: string): Channel {
    const channel = this.channels.get(name)
    if (channel === undefined) throw new Error(`${this.#scenario.id} has not opened the channel ${name} yet.`)
    return channel
  }

  #socket(name: string): WebSocketChannel {
    const channel = this.#channel(name)
    if (channel instanceof WebSocketChannel) return channel
    throw new Error(`In ${this.#scenario.id} the channel ${name} is no WebSocket.`)
  }

  get speaksHttp(): boolean {
    return [...this.channels.values()].some((channel) => channel instanceof HttpChannel)
  }

  get lastArrivalMs(): number {
    return Math.max(0, ...[...this.channels.values()].map(({ arrivals }) => arrivals.lastMs))
  }

  get isPending(): boolean {
    return [...this.channels.values()].some((channel) => channel.isPending)
  }

  /** Resolves when something arrives, or when the time is over. */
  change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs)
      this.#onChange = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Nobody waits for the server: a broker gives those who poll the time to come back. */
  end(): void {
    for (const channel of this.channels.values()) channel.close()
    this.server.stop().catch(() => {})
  }
}
