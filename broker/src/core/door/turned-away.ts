import { encodeFrame } from '../../frame/encoder.ts'
import { encodeUtf8 } from '../../frame/utf8.ts'
import { errorHeaders } from '../error-frame.ts'
import type { Refusal } from '../errors.ts'
import { JoinedBatch } from '../fan-out/batch.ts'
import type { Monitor } from '../events.ts'
import type { Connection, Receiver, Scheduler } from '../ports.ts'

const tellEveryMs = 1_000

/** Tells of those who were turned away: at once of the first, then once a second of how many more, by code. */
export class TurnedAway {
  readonly #scheduler: Scheduler
  readonly #monitor: Monitor
  /** How many were not told of yet. */
  readonly #untold = new Map<string, { count: number; last: readonly [address: string, refusal: Refusal] }>()

  constructor(scheduler: Scheduler, monitor: Monitor) {
    this.#scheduler = scheduler
    this.#monitor = monitor
  }

  note(address: string, refusal: Refusal): void {
    const untold = this.#untold.get(refusal.code)
    if (untold) this.#untold.set(refusal.code, { count: untold.count + 1, last: [address, refusal] })
    else this.#tell(address, refusal, 1)
  }

  #tell(remoteAddress: string, refusal: Refusal, count: number): void {
    const { code, message } = refusal
    this.#monitor({ type: 'turned-away', remoteAddress, code, message, count })
    this.#untold.set(code, { count: 0, last: [remoteAddress, refusal] })
    this.#scheduler.after(tellEveryMs, () => this.#tellRest(code))
  }

  #tellRest(code: string): void {
    const { count, last } = this.#untold.get(code)!
    this.#untold.delete(code)
    if (count > 0) this.#tell(...last, count)
  }
}

/** Says ERROR and closes, without ever being a session. */
export function turnAway(connection: Connection, refusal: Refusal): Receiver {
  const { code, message, closeCode } = refusal
  const bytes = encodeFrame('ERROR', errorHeaders(refusal), encodeUtf8(message), '1.0')
  const wrapped = connection.framing.wrap({ bytes, slots: [] }, 'text')
  if (wrapped) connection.send(JoinedBatch.of([wrapped]))
  connection.close(closeCode, code)
  return deaf
}

const deaf: Receiver = { receive: () => {}, finished: () => {}, closed: () => {} }
