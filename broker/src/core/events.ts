import type { InboundHeaders, SessionInfo } from './ports.ts'

/** Told of everything that happens. Must not throw. */
export type Monitor = (event: BrokerEvent) => void

/** What happens in a broker. `type` says what; times are in milliseconds. */
export type BrokerEvent =
  | {
      /** CONNECT came, passed the interceptors, and is being decided. */
      readonly type: 'connecting'
      readonly session: SessionInfo
      readonly headers: InboundHeaders
    }
  | {
      /** CONNECTED was said. */
      readonly type: 'connected'
      readonly session: SessionInfo
    }
  | {
      /** A SUBSCRIBE was taken. */
      readonly type: 'subscribed'
      readonly session: SessionInfo
      readonly id: string
      readonly destination: string
    }
  | {
      /** A subscription was ended by UNSUBSCRIBE. */
      readonly type: 'unsubscribed'
      readonly session: SessionInfo
      readonly id: string
      readonly destination: string
    }
  | {
      /** A frame was answered by ERROR, and the session ends. `code` is a word of the refusal catalogue. */
      readonly type: 'refused'
      readonly session: SessionInfo
      readonly code: string
      readonly message: string
      /** What to do, where the message is in Spring's words. */
      readonly mend?: string
      readonly command?: string
      readonly destination?: string
    }
  | {
      /** User code threw or rejected. The session goes on unless the frame asked for a receipt. */
      readonly type: 'handler-failed'
      /** Absent where no session had to do with it. */
      readonly session?: SessionInfo
      readonly command: string
      readonly destination: string
      readonly error: unknown
    }
  | {
      /** Profile `spring`: something was left undone as Spring leaves it, without a word to the client. */
      readonly type: 'ignored'
      /** Absent where code sent it, or a request came that is no session. */
      readonly session?: SessionInfo
      readonly command?: string
      readonly destination?: string
      readonly cause: string
      readonly mend: string
    }
  | {
      /** Profile `standard`: a client leans on what Spring's simple broker would not do, which is no matter without Spring. Told once for each cause. */
      readonly type: 'not-in-spring'
      readonly session: SessionInfo
      readonly command: string
      readonly cause: string
    }
  | {
      /** Something was sent to a user, and no session of that name reads it. Told of once for each name and destination, and of 64 in all. */
      readonly type: 'nobody-there'
      /** The name it was sent to: of one without a name the id of its session. */
      readonly user: string
      /** As a subscriber writes it: `/user/queue/x`. */
      readonly destination: string
      /** Whether a session of that name is there, and does not subscribe. */
      readonly isConnected: boolean
    }
  | {
      /** Headers that a subscriber's version cannot say were left out (a CR before 1.2, an LF before 1.1). */
      readonly type: 'headers-left-out'
      readonly destination: string
      readonly headers: number
    }
  | {
      /** A message could not be carried by a subscriber's transport (binary over SockJS) and was left out there. */
      readonly type: 'undeliverable'
      readonly destination: string
      readonly subscribers: number
    }
  | {
      /** Somebody was turned away before there was a session. `code`: `overloaded` or `draining`. */
      readonly type: 'turned-away'
      readonly remoteAddress: string
      readonly code: string
      readonly message: string
      /** How many since the last word of it: told of at once, then at most once a second. The rest is of the last. */
      readonly count: number
    }
  | {
      /** A WebSocket or SockJS got no connection over HTTP: a wrong path, a foreign page. Told of once for each path and `message`. */
      readonly type: 'not-served'
      readonly remoteAddress: string
      readonly path: string
      /** Of HTTP; 0 where another listener of the server closed the socket without an answer. */
      readonly status: number
      readonly message: string
    }
  | {
      /** A session is over. */
      readonly type: 'disconnected'
      readonly session: SessionInfo
      readonly code: number
      readonly reason: string
      /** `client` sent DISCONNECT or a close frame; `broker` closed it; `network`: neither said goodbye. */
      readonly by: 'client' | 'broker' | 'network'
      /** Since the connection was opened. */
      readonly lifetimeMs: number
      readonly subscriptions: number
    }
