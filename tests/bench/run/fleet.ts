import type { Peer, RunningPeer } from '../peers/peer.ts'
import type { Cell } from '../scenarios/scenario.ts'
import type { Measured } from './figures.ts'
import { measure, measureInTurns, type Seconds, serverCore } from './measure.ts'

/** They take long to start, and are kept for as long as they are needed. */
const keptPeers: ReadonlySet<string> = new Set(['spring', 'rabbitmq'])
/** Until a just-in-time compiler has seen enough of its program. */
const firstWarmUp: Readonly<Record<string, number>> = { spring: 15, rabbitmq: 3 }

/** The peers of a run: who is there, and who is running. */
export class Fleet {
  readonly #peers: Readonly<Record<string, Peer>>
  readonly #seconds: Seconds
  readonly #prepared = new Map<string, Promise<string | undefined>>()
  readonly #running = new Set<RunningPeer>()
  readonly #kept = new Map<string, RunningPeer>()

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
    const seconds = this.#secondsOf(cell)
    const peer = this.#kept.get(cell.peer) ?? (await this.#start(cell.peer))
    if (keptPeers.has(cell.peer)) this.#kept.set(cell.peer, peer)
    try {
      return await measure(cell, peer, seconds)
    } finally {
      if (!keptPeers.has(cell.peer)) await this.#stop(peer)
    }
  }

  /** What is kept does not rest while it has nothing to do. */
  takesTurns(cell: Cell): boolean {
    return cell.kind.measures === 'load' && !keptPeers.has(cell.peer)
  }

  /** Each on a peer of its own. */
  async measureInTurns(cells: readonly [Cell, Cell]): Promise<[Measured, Measured]> {
    const peers: RunningPeer[] = []
    try {
      for (const { peer } of cells) peers.push(await this.#start(peer))
      const [one, other] = await measureInTurns(cells, peers, this.#secondsOf(cells[0]))
      return [one!, other!]
    } finally {
      for (const peer of peers) await this.#stop(peer)
    }
  }

  #secondsOf(cell: Cell): Seconds {
    const warmUp = cell.warmUpSeconds ?? this.#seconds.warmUp
    const isFirst = !this.#kept.has(cell.peer)
    return {
      warmUp: isFirst ? Math.max(warmUp, firstWarmUp[cell.peer] ?? 0) : warmUp,
      measure: cell.measureSeconds ?? this.#seconds.measure,
    }
  }

  async #start(name: string): Promise<RunningPeer> {
    const peer = await this.#peers[name]!.start(serverCore)
    this.#running.add(peer)
    return peer
  }

  async #stop(peer: RunningPeer): Promise<void> {
    this.#running.delete(peer)
    await peer.stop()
  }

  /** Even idle, what was kept takes some of the core. */
  async keepOnly(needed: ReadonlySet<string>): Promise<void> {
    for (const [name, peer] of [...this.#kept]) {
      if (needed.has(name)) continue
      this.#kept.delete(name)
      await this.#stop(peer)
    }
  }

  async stopAll(): Promise<void> {
    this.#kept.clear()
    for (const peer of [...this.#running]) await this.#stop(peer)
  }
}
