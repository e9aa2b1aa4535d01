import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { BrokerProcess } from '../support/broker-process.ts'
import type { Version } from './frame-reader.ts'
import { Peer } from './peer.ts'

export const versions = ['1.0', '1.1', '1.2'] as const

const { STOMPBOX_AGAINST: against = '', STOMPBOX_HOST: host = 'any' } = process.env
const { STOMPBOX_LOGIN: login, STOMPBOX_PASSCODE: passcode } = process.env

/** Where the specification leaves a choice, only our own broker is held to ours. */
export const isOurs = against === ''

export const isWebSocket = isOurs || /^wss?:/.test(against)

export type Door = 'websocket' | 'tcp'

/** The ways to the broker: to our own both, to another the one that was named. */
export const doors: readonly Door[] = isOurs ? ['websocket', 'tcp'] : [isWebSocket ? 'websocket' : 'tcp']

const asLine = (name: string, value: string | undefined) => (value === undefined ? '' : `${name}:${value}\n`)

/** What CONNECT needs besides the version. */
export const connectHeaders = `host:${host}\n${asLine('login', login)}${asLine('passcode', passcode)}`

/** The broker that is judged: the one at `STOMPBOX_AGAINST`, such as `ws://localhost:15674/ws`, or our own command. */
export class Target {
  readonly #peers: Peer[] = []
  #words = 0
  url = against

  /** A destination that nobody else uses. */
  topic(): string {
    return `/topic/${this.#word()}`
  }

  /** One that many brokers give to one subscriber each, and keep until it is acknowledged. */
  queue(): string {
    return `/queue/${this.#word()}`
  }

  #word(): string {
    return `${process.pid}-${Date.now().toString(36)}-${++this.#words}`
  }

  async opens(protocols?: string[]): Promise<Peer> {
    const peer = await Peer.open(this.url, protocols)
    peer.connectHeaders = connectHeaders
    this.#peers.push(peer)
    return peer
  }

  async connects(version: Version = '1.2', headers = ''): Promise<Peer> {
    const peer = await this.opens()
    await peer.connects(version, headers)
    return peer
  }

  /** Connected, and the broker took the subscription `s`. */
  async subscribes(destination: string, version: Version = '1.2', headers = ''): Promise<Peer> {
    const peer = await this.connects(version)
    peer.writes(`SUBSCRIBE\nid:s\ndestination:${destination}\nreceipt:s\n${headers}\n␀`)
    await peer.reads('RECEIPT')
    return peer
  }

  cutPeers(): void {
    for (const peer of this.#peers.splice(0)) peer.cut()
  }
}

/** @param config of our own command; another broker keeps its own. */
export function useTarget(config?: object, door: Door = 'websocket'): Target {
  const target = new Target()
  if (isOurs) startOwn(target, config, door)
  afterEach(() => target.cutPeers())
  return target
}

function startOwn(target: Target, config: object | undefined, door: Door): void {
  let broker: BrokerProcess
  beforeAll(async () => {
    broker = await BrokerProcess.start(door === 'tcp' ? { ...config, tcp: { port: 0 } } : config)
    target.url = door === 'tcp' ? broker.tcp : `${broker.ws}/ws-stomp`
  })
  afterAll(() => broker[Symbol.asyncDispose]())
}

/** How our own broker refuses. TCP has no close code. */
export async function expectRefusal(peer: Peer, code: string, closeCode: number): Promise<void> {
  const { error, closing } = await peer.isRefused()
  expect(error.get('code')).toBe(code)
  if (!Number.isNaN(closing.code)) expect(closing.code).toBe(closeCode)
}
