import { ReceiptError } from './errors.ts'
import type { Reason } from './reason.ts'

interface Waiting {
  came(): void
  failed(reason: Reason): void
}

/** The receipts one session still owes. */
export class Receipts {
  #counter = 0
  readonly #waiting = new Map<string, Waiting>()

  /** Calls `sendWith` with a new receipt id and waits for its RECEIPT. @throws ReceiptError, and what `sendWith` throws. */
  async of(destination: string, timeoutMs: number, sendWith: (receipt: string) => void): Promise<void> {
    const id = `receipt-${this.#counter++}`
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      await new Promise<void>((resolve, reject) => {
        const failed = (reason: Reason): void => reject(new ReceiptError(destination, reason))
        this.#waiting.set(id, { came: resolve, failed })
        timer = setTimeout(() => failed(late(timeoutMs)), timeoutMs)
        sendWith(id)
      })
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(id)
    }
  }

  came(id: string | undefined): void {
    if (id !== undefined) this.#waiting.get(id)?.came()
  }

  allFailed(reason: Reason): void {
    for (const waiting of this.#waiting.values()) waiting.failed(reason)
  }
}

const late = (timeoutMs: number): Reason => ({
  kind: 'timeout',
  message: `none came within ${timeoutMs} ms (Spring's simple broker gives a receipt for DISCONNECT only).`,
  retry: true,
})
