import { createClient, type ConnectionState, type StompClient } from '@stompbox/sdk'
import { sockjs } from '@stompbox/sdk/sockjs'
import { readChatMessage, roomDestination, sendDestination, type ChatMessage } from './protocol.ts'

export type Transport = 'websocket' | 'sockjs'

export interface ConnectionEvents {
  stateChanged(state: ConnectionState): void
  messageHeard(message: ChatMessage): void
}

function clientFor(transport: Transport): StompClient {
  const { protocol, host } = location
  if (transport === 'sockjs') return createClient(`${protocol}//${host}/ws-stomp`, { webSocket: sockjs() })
  return createClient(`${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws-stomp`)
}

/** The page's one connection. Rooms outlive the client beneath, which a change of transport replaces. */
export class Connection {
  #client: StompClient | undefined
  readonly #subscriptions = new Map<string, { unsubscribe(): void }>()
  readonly #events: ConnectionEvents

  constructor(events: ConnectionEvents) {
    this.#events = events
  }

  open(transport: Transport): void {
    const rooms = [...this.#subscriptions.keys()]
    void this.close()
    const client = clientFor(transport)
    this.#client = client
    client.onStateChange((state) => {
      if (client === this.#client) this.#events.stateChanged(state)
    })
    this.#events.stateChanged(client.state)
    for (const roomId of rooms) this.join(roomId)
    this.retry()
  }

  /** From `closed`, or before the time from `waiting`. */
  retry(): void {
    // A failure is also a state, and that is what the page shows.
    this.#client?.connect().catch(() => undefined)
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    this.#subscriptions.clear()
    await client?.disconnect().catch(() => undefined)
  }

  join(roomId: string): void {
    const client = this.#client
    if (!client || this.#subscriptions.has(roomId)) return
    const subscription = client.subscribe(roomDestination(roomId), ({ body }) => {
      const message = readChatMessage(body)
      // The room is the one that was subscribed to, whatever the body says.
      if (message && client === this.#client) this.#events.messageHeard({ ...message, roomId })
    })
    this.#subscriptions.set(roomId, subscription)
  }

  leave(roomId: string): void {
    this.#subscriptions.get(roomId)?.unsubscribe()
    this.#subscriptions.delete(roomId)
  }

  async send(message: ChatMessage): Promise<void> {
    if (!this.#client) throw new Error('There is no connection to send over.')
    await this.#client.send(sendDestination, message)
  }
}
