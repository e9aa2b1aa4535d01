import { ReceiptError, type SendOutcome, type StompClient } from '@stompbox/sdk'

/** What came of one small conversation. */
export interface Told {
  /** Of the SEND with a receipt. */
  readonly outcome: SendOutcome | 'unknown'
  /** The status at the end, and the kind of its reason. */
  readonly end: string
  readonly heardAfterUnsubscribe: number
}

/**
 * Connects, subscribes twice, hears, sends with a receipt, hears that too or knows that it cannot, unsubscribes, disconnects. What it
 * awaits is what the client promises whatever the connection does; `body` tells this conversation from others.
 */
export async function converse(client: StompClient, body: string): Promise<Told> {
  let heardAfterUnsubscribe = 0
  const connecting = client.connect({ keepTrying: true })
  const listening = client.subscribe('/a')
  const other = client.subscribe('/b', () => heardAfterUnsubscribe++)
  const heard = listening[Symbol.asyncIterator]()
  await connecting
  await Promise.all([listening.ready, other.ready])
  await heard.next()
  const outcome = await client.send('/a', body, { until: 'receipt' }).then(
    (known) => known,
    (error: unknown) => {
      if (error instanceof ReceiptError) return 'unknown' as const
      throw error
    },
  )
  other.unsubscribe()
  heardAfterUnsubscribe = 0
  await client.disconnect()
  listening.unsubscribe()
  const { state } = client
  const end = state.status === 'closed' ? `closed: ${state.reason.kind}` : state.status
  return { outcome, end, heardAfterUnsubscribe }
}
