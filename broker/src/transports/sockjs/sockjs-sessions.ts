import type { Handshake } from '../../core/ports.ts'
import { SockJsOwner } from './sockjs-owner.ts'

/** A session as the table sees it. */
export interface ListedSession {
  /** `websocket`, or the HTTP transport by which it receives. */
  readonly kind: string
  readonly isClosed: boolean
  /** Since when nothing of the client's is there to receive; undefined while something is. Of the monotonic clock. */
  readonly idleSinceMs: number | undefined
  /** Nobody came back to receive. */
  expire(): void
}

interface Entry {
  readonly session: ListedSession
  readonly owner: SockJsOwner
  readonly remoteAddress: string
}

/**
 * The sessions of one endpoint by the names their clients gave them. A closed one stays known until somebody looks after it,
 * which happens once in the time a session may be without a receiver.
 */
export class SockJsSessions {
  readonly #entries = new Map<string, Entry>()
  readonly #disconnectDelayMs: number
  readonly #keepAddress: boolean
  #webSockets = 0
  #timer: NodeJS.Timeout | undefined

  constructor(disconnectDelayMs: number, keepAddress: boolean) {
    this.#disconnectDelayMs = disconnectDelayMs
    this.#keepAddress = keepAddress
  }

  /** Those that receive over HTTP. */
  get overHttp(): number {
    return this.#entries.size - this.#webSockets
  }

  add(id: string, session: ListedSession, headers: Handshake['headers'], remoteAddress: string): void {
    this.#forget(id)
    if (session.kind === 'websocket') this.#webSockets++
    this.#entries.set(id, { session, owner: new SockJsOwner(headers), remoteAddress })
    this.#timer ??= setInterval(() => this.#lookAfter(), this.#disconnectDelayMs).unref()
  }

  /** @returns `foreign` for a session that the request is not of. */
  find(id: string, headers: Handshake['headers'], remoteAddress = ''): ListedSession | 'foreign' | undefined {
    const entry = this.#entries.get(id)
    if (!entry) return undefined
    const isFromThere = !this.#keepAddress || entry.remoteAddress === remoteAddress
    return isFromThere && entry.owner.sent({ headers }) ? entry.session : 'foreign'
  }

  #lookAfter(): void {
    const nowMs = performance.now()
    for (const [id, { session }] of this.#entries) {
      if (session.idleSinceMs === undefined || nowMs - session.idleSinceMs <= this.#disconnectDelayMs)
        continue
      this.#forget(id)
      session.expire()
    }
    if (this.#entries.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #forget(id: string): void {
    if (this.#entries.get(id)?.session.kind === 'websocket') this.#webSockets--
    this.#entries.delete(id)
  }
}
