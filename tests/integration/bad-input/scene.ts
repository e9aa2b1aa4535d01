import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { Peer } from '../../conformance/peer.ts'
import { BrokerProcess } from '../../support/broker-process.ts'
import { Canary, unharmed } from '../../support/canary.ts'
import { type Way, ways } from '../../support/stomp-peer.ts'

/** What a frame before CONNECT meets, and what one in a session does. */
export type State = 'new' | 'connected'

/** One broker in a process of its own, and a canary that must not notice what the tests do to it. */
export class Scene {
  readonly #peers: Peer[] = []
  broker!: BrokerProcess
  canary!: Canary

  async opens(way: Way = 'websocket', state: State = 'connected', headers = ''): Promise<Peer> {
    const peer = await ways[way](this.broker.http)
    this.#peers.push(peer)
    if (state === 'connected') await peer.connects('1.2', headers)
    return peer
  }

  cutPeers(): void {
    for (const peer of this.#peers.splice(0)) peer.cut()
  }
}

/** After each test the process lives, its health answers, and the canary has lost nothing. */
export function useScene(config?: object): Scene {
  const scene = new Scene()
  beforeAll(async () => {
    scene.broker = await BrokerProcess.start(config)
    scene.canary = await Canary.start(`${scene.broker.ws}/ws`)
  })
  afterEach(async () => {
    scene.cutPeers()
    expect(scene.broker.death).toBeUndefined()
    const health = await fetch(`${scene.broker.http}/__stompbox/health`)
    expect([health.status, await health.json()]).toEqual([200, { status: 'up' }])
    expect(await scene.canary.sings()).toMatchObject(unharmed)
  })
  afterAll(async () => {
    const { sent, ...ledger } = await scene.canary.stop()
    await scene.broker[Symbol.asyncDispose]()
    expect(ledger).toMatchObject({ ...unharmed, arrived: sent })
  })
  return scene
}
