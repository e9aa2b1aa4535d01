import type { Peer, RunningPeer } from '../peers/peer.ts'
import type { Cell } from '../scenarios/scenario.ts'
import type { Measured } from './figures.ts'
import { measure, type Seconds, serverCore } from './measure.ts'

/** They take long to start, and are kept until the end. */
const kept: ReadonlySet<string> = new Set(['spring', 'rabbitmq'])
/** Until a just-in-time compiler has seen enough of its program. */
const firstWarmUp: Readonly<Record<string, number>> = { spring: 15, rabbitmq: 3 }

/** The peers of a run: who is there, and who is running. */
export class Fleet {
  readonly #peers: Readonly<Record<string, Peer>>
  readonly #seconds: Seconds
  readonly #prepared = new Map<string, Promise<string | undefined>>()
  readonly #running = new Map<string, RunningPeer>()

  constructor(peers: Readonly<Record<string, Peer>>, seconds: Seconds = { warmUp: 1, measure: 3 }) {
    this.#peers = peers
    this.#seconds = seconds
  }

  /** @returns why it cannot be measured here; undefined when it can */
  async missing(name: string): Promise<string | undefined> {
    const prepared = this.#prepared.get(name) ?? this.#peers[name]!.prepare()
    this.#prepared.set(name, prepared)
    return prepared
  }

  version(name: string): string {
    return this.#peers[name]!.version()
  }

  /** On a peer that is started for it, and stopped after it unless it is kept. */
  async measure(cell: Cell): Promise<Measured> {
    const running = this.#running.get(cell.peer)
    const peer = running ?? (await this.#peers[cell.peer]!.start(serverCore))
    this.#running.set(cell.peer, peer)
    try {
      return await measure(cell, peer, this.#secondsOf(cell, running === undefined))
    } finally {
      if (!kept.has(cell.peer)) await this.#stop(cell.peer)
    }
  }

  #secondsOf(cell: Cell, isFirst: boolean): Seconds {
    const warmUp = cell.warmUpSeconds ?? this.#seconds.warmUp
    return {
      warmUp: isFirst ? Math.max(warmUp, firstWarmUp[cell.peer] ?? 0) : warmUp,
      measure: cell.measureSeconds ?? this.#seconds.measure,
    }
  }

  async #stop(name: string): Promise<void> {
    const peer = this.#running.get(name)
    this.#running.delete(name)
    await peer?.stop()
  }

  async stopAll(): Promise<void> {
    for (const name of [...this.#running.keys()]) await this.#stop(name)
  }
}
