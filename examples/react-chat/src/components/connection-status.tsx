import type { ConnectionState } from '@stompbox/sdk'
import { useSyncExternalStore } from 'react'
import type { Transport } from '../chat/connection.ts'
import { chat } from '../chat/store.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import type { Strings } from '../language.ts'

/** Seconds until a moment, counted down as they pass. */
function useSecondsUntil(momentMs: number): number {
  const subscribe = (listener: () => void) => {
    const timer = setInterval(listener, 250)
    return () => clearInterval(timer)
  }
  return useSyncExternalStore(subscribe, () => Math.max(0, Math.ceil((momentMs - Date.now()) / 1000)))
}

function Countdown({ untilMs }: { untilMs: number }) {
  return useStrings().waiting(useSecondsUntil(untilMs))
}

function wordsFor(t: Strings, connection: ConnectionState, transport: Transport) {
  switch (connection.status) {
    case 'idle':
      return t.idle
    case 'connecting':
      return t.connecting(connection.attempt)
    case 'connected':
      return t.connectedOver(t.transports[transport])
    case 'waiting':
      return <Countdown untilMs={connection.retryAt} />
    case 'closed':
      return t.closed
  }
}

export function ConnectionStatus() {
  const { connection, trouble, transport } = useChat()
  const t = useStrings()
  return (
    <div className={trouble ? 'connection connection-troubled' : 'connection'}>
      <div className="connection-words" role="status">
        <span className={`pill pill-${connection.status}`}>{wordsFor(t, connection, transport)}</span>
        {trouble && (
          <span className="connection-reason">
            {t.reasons[trouble.kind]} <small lang="en">{trouble.message}</small>
          </span>
        )}
      </div>
      {'reason' in connection && (
        <button className="button" type="button" onClick={() => chat.retry()}>
          {connection.status === 'closed' ? t.tryAgain : t.tryNow}
        </button>
      )}
    </div>
  )
}
