import { afterAll, afterEach, beforeAll } from 'vitest'
import { BrokerProcess } from '../support/broker-process.ts'
import type { Version } from './frame-reader.ts'
import { Peer } from './peer.ts'

export const versions = ['1.0', '1.1', '1.2'] as const

/** The broker that is judged: the one at `STOMPBOX_AGAINST`, such as `ws://localhost:15674/ws`, or our own command. */
export class Target {
  readonly #peers: Peer[] = []
  #words = 0
  url = process.env.STOMPBOX_AGAINST ?? ''

  /** A destination that nobody else uses. */
  topic(): string {
    return `/topic/${process.pid}-${Date.now().toString(36)}-${++this.#words}`
  }

  async opens(protocols?: string[]): Promise<Peer> {
    const peer = await Peer.open(this.url, protocols)
    this.#peers.push(peer)
    return peer
  }

  async connects(version: Version = '1.2', headers = ''): Promise<Peer> {
    const peer = await this.opens()
    await peer.connects(version, headers)
    return peer
  }

  /** Connected, and the broker took the subscription `s`. */
  async subscribes(destination: string, version: Version = '1.2'): Promise<Peer> {
    const peer = await this.connects(version)
    peer.writes(`SUBSCRIBE\nid:s\ndestination:${destination}\nreceipt:s\n\n␀`)
    await peer.reads('RECEIPT')
    return peer
  }

  cutPeers(): void {
    for (const peer of this.#peers.splice(0)) peer.cut()
  }
}

/** @param config of our own command; another broker keeps its own. */
export function useTarget(config?: object): Target {
  const target = new Target()
  if (target.url === '') startOwn(target, config)
  afterEach(() => target.cutPeers())
  return target
}

function startOwn(target: Target, config: object | undefined): void {
  let broker: BrokerProcess
  beforeAll(async () => {
    broker = await BrokerProcess.start(config)
    target.url = `${broker.ws}/ws-stomp`
  })
  afterAll(() => broker[Symbol.asyncDispose]())
}
