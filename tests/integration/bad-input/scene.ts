import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { Version } from '../../conformance/frame-reader.ts'
import type { Peer } from '../../conformance/peer.ts'
import { BrokerProcess } from '../../support/broker-process.ts'
import { Canary } from '../../support/canary.ts'
import { unharmed } from '../../support/delivery-ledger.ts'
import { type Way, ways } from '../../support/stomp-peer.ts'

/** What a frame meets before CONNECT, in a session, and in one whose transaction `held` holds a SEND to `/topic/held`. */
export type State = 'new' | 'connected' | 'transaction'

/** A configuration with code, beside the tests that use it. */
export const configAt = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const megabyte = 2 ** 20
/** What the runtime keeps for the next time, besides a tenth. */
const slackBytes = 96 * megabyte
/** The canary's messages may be so much later than they usually are, in 99 of 100 cases. */
const mostLateMs = 50
/** Among fewer, one breath of the machine is more than the hundredth. */
const enoughToJudge = 2_000

/** One broker in a process of its own, and a canary that must not notice what the tests do to it. */
export class Scene {
  readonly #peers: Peer[] = []
  broker!: BrokerProcess
  canary!: Canary

  async opens(way: Way = 'websocket', state: State = 'connected', headers = '', version: Version = '1.2') {
    const peer = await ways[way](this.broker)
    this.#peers.push(peer)
    if (state !== 'new') await peer.connects(version, headers)
    if (state === 'transaction') await begins(peer)
    return peer
  }

  cutPeers(): void {
    for (const peer of this.#peers.splice(0)) peer.cut()
  }

  /** Resolves once the process holds no more than that; rejects when it does not come down to it. */
  async releases(toBytes: number): Promise<void> {
    const untilMs = performance.now() + 30_000
    while (this.broker.residentBytes > toBytes) {
      if (performance.now() > untilMs)
        throw new Error(`The broker keeps ${this.broker.residentBytes} bytes; ${toBytes} were expected.`)
      await this.canary.sings()
    }
  }
}

async function begins(peer: Peer): Promise<void> {
  peer.writes('BEGIN\ntransaction:held\n\n␀')
  peer.writes('SEND\ndestination:/topic/held\ntransaction:held\nreceipt:held\n\nheld␀')
  await peer.readsReceipt('held')
}

/**
 * After each test the process lives, its health answers, and the canary has lost nothing; after all of them its messages
 * were hardly later than usual, and the memory is given back.
 * @param config of the broker, or the path of its file.
 * @param before what is done ahead of the canary.
 */
export function useScene(
  config?: object | string,
  before: (scene: Scene) => Promise<void> = async () => {},
): Scene {
  const scene = new Scene()
  let usualBytes = 0
  beforeAll(async () => {
    scene.broker = await BrokerProcess.start(config)
    await before(scene)
    scene.canary = await Canary.start(`${scene.broker.ws}/ws`)
    usualBytes = scene.broker.residentBytes
  })
  afterEach(async () => {
    scene.cutPeers()
    expect(scene.broker.death).toBeUndefined()
    const health = await fetch(`${scene.broker.http}/__stompbox/health`)
    expect([health.status, await health.json()]).toEqual([200, { status: 'up' }])
    expect(await scene.canary.sings()).toMatchObject(unharmed)
  })
  afterAll(async () => {
    if (usualBytes === 0) return
    await scene.releases(1.1 * usualBytes + slackBytes)
    const { attempted, usuallyLate, ...ledger } = await scene.canary.stop()
    const { heldUp } = scene.broker
    await scene.broker[Symbol.asyncDispose]()
    expect(ledger).toMatchObject({ ...unharmed, delivered: attempted, receipted: attempted })
    if (attempted > enoughToJudge)
      expect(ledger.late.p99).toBeLessThanOrEqual(usuallyLate.p99 + mostLateMs * heldUp)
  })
  return scene
}
