import { createClient } from '@stompbox/sdk'
import { createStompHooks } from '@stompbox/sdk/react'
import { sockjs } from '@stompbox/sdk/sockjs'
import { channels } from './channels.ts'

export type Transport = 'websocket' | 'sockjs'

const overSockJs = sockjs()
let transport: Transport = 'websocket'

/** The page's one client. It is made outside React, so no render makes a second connection. */
export const client = createClient(`${location.protocol.replace('http', 'ws')}//${location.host}/ws-stomp`, {
  channels,
  webSocket: (url, protocols) =>
    transport === 'sockjs' ? overSockJs(url, protocols) : new WebSocket(url, protocols),
  // A cable that was pulled without a word is noticed after two of these.
  heartBeatMs: 5_000,
  outbox: { maxAgeMs: 10 * 60_000 },
})

/** Ends the session there is, if any. Rooms stay subscribed to. */
export function connectOver(chosen: Transport): void {
  transport = chosen
  void client.disconnect()
  // A failure is also a state, and that is what the page shows.
  client.connect({ keepTrying: true }).catch(() => undefined)
}

export const { StompProvider, useChannel, useConnection } = createStompHooks<typeof channels>()

// Two copies of this module would be two connections.
import.meta.hot?.dispose(() => location.reload())
