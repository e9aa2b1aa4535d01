import type { Frame } from '../frame/decoder.ts'
import { refusalFor } from './errors.ts'
import type { DeliveryName } from './ledger.ts'
import type { Limits } from './limits.ts'
import type { ChunkKind } from './ports.ts'
import type { SendRoute } from './router.ts'

/** A SEND that waits for its COMMIT. */
export interface HeldSend {
  readonly frame: Frame
  readonly destination: string
  readonly route: SendRoute
  readonly kind: ChunkKind
}

/** SEND, ACK and NACK between BEGIN and COMMIT (STOMP 1.2 §BEGIN): applied together, or not at all. */
export class Transaction {
  readonly id: string
  readonly openedMs: number
  readonly sends: HeldSend[] = []
  readonly settlements: DeliveryName[] = []
  readonly #limits: Limits
  #bytes = 0

  constructor(id: string, openedMs: number, limits: Limits) {
    this.id = id
    this.openedMs = openedMs
    this.#limits = limits
  }

  /** Keeps a copy: what the frame is a view into may be much larger. */
  holdSend(send: HeldSend): void {
    const { frame } = send
    const headers = frame.headers.copy()
    this.#grow(headers.bytes.length + frame.body.length)
    this.sends.push({ ...send, frame: { ...frame, headers, body: frame.body.slice() } })
  }

  holdSettlement(name: DeliveryName): void {
    this.#grow(name.messageId.length)
    this.settlements.push(name)
  }

  #grow(bytes: number): void {
    const { id } = this
    const { maxTransactionActions, maxTransactionBytes } = this.#limits
    if (this.sends.length + this.settlements.length >= maxTransactionActions)
      throw refusalFor('transactionActions', { id, limit: maxTransactionActions })
    this.#bytes += bytes
    if (this.#bytes > maxTransactionBytes)
      throw refusalFor('transactionBytes', { id, limit: maxTransactionBytes })
  }
}
