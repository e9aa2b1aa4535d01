import { NotSentError, ReceiptError, type SendOptions, type SendOutcome } from '@stompbox/sdk'

export type Until = NonNullable<SendOptions['until']>

/** One `send()` and all that was ever said of it. */
export interface Entry {
  readonly number: number
  readonly destination: string
  readonly until: Until
  /** What its promise came to, once it did. */
  outcome: SendOutcome | 'unsent' | 'unknown' | 'wrong' | undefined
  /** Handed back after its promise had resolved with `queued`. */
  handedBack: boolean
}

/** A SEND as the broker read it. */
export interface Taken {
  readonly destination: string
  readonly body: string
}

/** Every message of one run, from the callers' side. */
export class Ledger {
  readonly entries: Entry[] = []

  open(destination: string, until: Until): Entry {
    const entry: Entry = {
      number: this.entries.length + 1,
      destination,
      until,
      outcome: undefined,
      handedBack: false,
    }
    this.entries.push(entry)
    return entry
  }

  settle(entry: Entry, sending: Promise<SendOutcome>): void {
    sending.then(
      (outcome) => (entry.outcome = outcome),
      (error: unknown) => (entry.outcome = failureOf(error)),
    )
  }

  handBack({ unsent }: NotSentError): void {
    const entry = this.entries[Number(unsent.body) - 1]
    if (entry) entry.handedBack = true
  }

  /** What the client owes its callers and has not kept, given what the broker took. */
  faults(taken: readonly Taken[], givesReceipts: boolean): string[] {
    return [
      ...this.entries.flatMap((entry) => this.#faultsOf(entry, taken, givesReceipts)),
      ...outOfOrder(taken),
    ]
  }

  #faultsOf(entry: Entry, taken: readonly Taken[], givesReceipts: boolean): string[] {
    const { number, until, outcome, handedBack } = entry
    const times = taken.filter(({ body }) => Number(body) === number).length
    const what = `#${number} (until ${until}): ${outcome ?? 'not settled'}, taken ${times} times`
    const wrong = (when: boolean, why: string): string[] => (when ? [`${what}: ${why}`] : [])
    return [
      ...wrong(
        outcome === undefined || outcome === 'wrong',
        'every promise settles, with an answer or an error of ours',
      ),
      ...wrong(times > 1, 'nothing is sent twice'),
      ...wrong(outcome === 'confirmed' && times !== 1, 'what is confirmed is there'),
      ...wrong(
        (outcome === 'unsent' || outcome === 'dropped') && times !== 0,
        'what is handed back was not sent',
      ),
      ...wrong(
        handedBack && (times !== 0 || outcome !== 'queued'),
        'only what was queued is handed back later',
      ),
      ...wrong(
        givesReceipts ? until === 'receipt' && outcome === 'sent' : outcome === 'confirmed',
        `this server gives ${givesReceipts ? 'receipts' : 'none'}`,
      ),
      ...wrong(until !== 'queued' && outcome === 'queued', 'nobody asked for that'),
    ]
  }
}

/** Of one destination the numbers rise: they were sent in that order. */
function outOfOrder(taken: readonly Taken[]): string[] {
  const newest = new Map<string, number>()
  return taken.flatMap(({ destination, body }) => {
    const before = newest.get(destination) ?? 0
    newest.set(destination, Number(body))
    return Number(body) > before ? [] : [`#${body} to ${destination} came after #${before}`]
  })
}

function failureOf(error: unknown): Entry['outcome'] {
  if (error instanceof NotSentError) return 'unsent'
  return error instanceof ReceiptError ? 'unknown' : 'wrong'
}
