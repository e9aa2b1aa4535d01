import type { ChildProcess } from 'node:child_process'
import type { Step } from '../load/plan.ts'

/** What is measured: a broker, or what stands in for one. */
export interface Peer {
  readonly name: string
  /** Name and version, as the report names it. Asked once it is there. */
  version(): string
  /**
   * Installs what is missing, on demand.
   * @returns why it cannot be measured here; undefined when it can.
   */
  prepare(): Promise<string | undefined>
  /** Starts it, on this core alone, with its limits out of the way. */
  start(core: number): Promise<RunningPeer>
}

export interface RunningPeer {
  readonly pid: number
  readonly port: number
  readonly dialect: Dialect
  /** Of the process, after a garbage collection where it can be asked for one. */
  residentKb(): Promise<number>
  stop(): Promise<void>
  readonly process?: ChildProcess
}

/** What is said to a server to do its part in a scenario; see `load/plan.ts` for the marks in the texts. */
export interface Dialect {
  readonly path: string
  /** Of SockJS' sessions over HTTP, where `path` is that of its WebSocket. */
  readonly streamingPath?: string
  /** Connects and subscribes to `{room}`, until that is confirmed. */
  member(wish?: MemberWish): readonly Step[]
  /** Connects only. */
  publisher(): readonly Step[]
  /** One message to `{room}` with `{mark}` in a JSON body of so many bytes. */
  publish(wish: PublishWish): string
  /** What each delivery must hold of its member's own id, where this server has such. */
  own?(wish?: MemberWish): string
  readonly answers?: readonly (readonly [heard: string, answer: string])[]
}

export interface MemberWish {
  /** Every subscription with an id of its own, instead of `sub-0`. */
  readonly hasOwnId?: boolean
  readonly ack?: 'auto' | 'client' | 'client-individual'
  /** Both ways. */
  readonly heartBeatMs?: number
  /** Subscribes to so many destinations on one connection. */
  readonly subscriptions?: number
}

export interface PublishWish {
  readonly bodyBytes: number
  /** Through the handler of `/pub/chat/message` instead of straight to the topic. */
  readonly throughHandler?: boolean
  readonly hasReceipt?: boolean
}
