import type { ConnectionState, Reason } from '@stompbox/sdk'
import { useSyncExternalStore } from 'react'
import { useConnection } from '../chat/client.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import type { Strings } from '../language.ts'

export function ConnectionStatus() {
  const connection = useConnection()
  const { transport } = useChat()
  const t = useStrings()
  const trouble = reasonOf(connection)
  return (
    <div className={trouble ? 'connection connection-troubled' : 'connection'}>
      <div className="connection-words">
        <div role="status">
          <span className={`pill pill-${connection.status}`}>
            {wordsFor(connection, t, t.transports[transport])}
          </span>
          {trouble && <Trouble reason={trouble} />}
        </div>
        {connection.status === 'waiting' && !isOffline(connection) && (
          <Countdown untilMs={connection.retryAt} />
        )}
      </div>
      {trouble && (
        <button className="button" type="button" onClick={connection.retry}>
          {connection.status === 'closed' ? t.tryAgain : t.tryNow}
        </button>
      )}
    </div>
  )
}

function wordsFor(connection: ConnectionState, t: Strings, transport: string): string {
  switch (connection.status) {
    case 'idle':
      return t.notConnected
    case 'connecting':
      return connection.reason ? t.reconnecting : t.connecting
    case 'connected':
      return t.connectedOver(transport)
    case 'waiting':
      return isOffline(connection) ? t.offline : t.notConnected
    case 'closed':
      return t.closed
  }
}

const reasonOf = (connection: ConnectionState): Reason | undefined =>
  'reason' in connection ? connection.reason : undefined

/** Then the browser says when it is worth another try, and there is nothing to count. */
const isOffline = (connection: ConnectionState): boolean => reasonOf(connection)?.kind === 'offline'

/** With the words of the SDK or the server where the kind alone says little. */
function Trouble({ reason }: { reason: Reason }) {
  const t = useStrings()
  const saysLittle = /^(auth|refused|protocol|server|setup)$/.test(reason.kind)
  return (
    <span className="connection-reason">
      {t.reasons[reason.kind]} {saysLittle && <small lang="en">{reason.message}</small>}
    </span>
  )
}

/** Not part of the status: nobody wants to have every second read out. */
function Countdown({ untilMs }: { untilMs: number }) {
  const t = useStrings()
  const seconds = useSecondsUntil(untilMs)
  return (
    <span className="connection-countdown" role="timer">
      {t.countdown(seconds)}
    </span>
  )
}

/** Seconds until a moment, counted down as they pass. */
function useSecondsUntil(momentMs: number): number {
  const subscribe = (listener: () => void) => {
    const timer = setInterval(listener, 250)
    return () => clearInterval(timer)
  }
  return useSyncExternalStore(subscribe, () => Math.max(0, Math.ceil((momentMs - Date.now()) / 1000)))
}
