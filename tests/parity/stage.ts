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
    switch (step.do) {
      case 'open':
        return this.#add(step.on, new WebSocketChannel(this.server.baseUrl, step, this.#arrivals()))
      case 'http':
        return this.#add(step.on, new HttpChannel(this.server.baseUrl, step, this.#arrivals()))
      case 'say':
        return this.#socket(step.on).say(step)
      case 'ping':
        return this.#socket(step.on).ping(step.data)
      case 'pause':
        return this.#socket(step.on).pause()
      case 'resume':
        return this.#socket(step.on).resume()
      case 'close':
        return this.#channel(step.on).close(step.code, step.reason)
      case 'stop':
        return this.server.stop()
    }
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

  async end(): Promise<void> {
    for (const channel of this.channels.values()) channel.close()
    await this.server.stop()
  }
}
