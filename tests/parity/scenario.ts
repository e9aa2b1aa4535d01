/**
 * What is played against Spring and against stompbox, as data: steps on named channels. What comes back is gathered after each
 * step, once all is quiet.
 */

/** How the server is set up; each has its own base URL. `chat` is the reference configuration of a chat tutorial. */
export type Variant =
  /** `/ws-stomp` with SockJS and any origin, plain `/ws`; `/pub`; `/sub`, `/queue`, `/topic`; no heart-beats. */
  | 'chat'
  /** `chat` and broker heart-beats 500,700; SockJS beats every 1,000 ms. */
  | 'heart-beats'
  /** `chat` and a scheduler without a value. */
  | 'default-heart-beats'
  /** `chat` and the default StompSubProtocolErrorHandler. */
  | 'error-handler'
  /** `chat` and setPreserveReceiveOrder(true), setPreservePublishOrder(true). 6.1 and later. */
  | 'ordered'
  /** `chat` and `.` as the separator. */
  | 'dots'
  /** `chat` without any allowed origin. */
  | 'same-origin'
  /** `chat` with setAllowedOrigins("*"). */
  | 'star-origin'
  /** `chat` with setAllowedOrigins("http://good.example"). */
  | 'listed-origin'
  /** `chat` and: send buffer 50 KiB, send time 2,000 ms, time to first message 2,000 ms, SockJS beats every 1,000 ms. */
  | 'tight'
  /** `chat` and setSelectorHeaderName("selector"). 6.1 and later, where it is off. */
  | 'selectors'

export interface Scenario {
  /** As in the reference, `C01`; what it lacks goes on with the next free number. */
  readonly id: string
  readonly section: 'connect' | 'destinations' | 'framing' | 'sessions' | 'controllers' | 'sockjs'
  readonly title: string
  readonly variant?: Variant
  /** Where a setting or a rule exists only from, or up to, a version. All by default. */
  readonly versions?: readonly SpringVersion[]
  readonly steps: readonly Step[]
  /** The Spring server must have run that long: it looks for silent sockets at most every 30 s. */
  readonly uptimeMs?: number
}

export const springVersions = ['5.3', '6.2', '7.0'] as const
export type SpringVersion = (typeof springVersions)[number]

export type Step = Open | Say | Close | Ping | Pause | Http | Wait | Stop

interface Common {
  /** Spring promises no order among what this step brings; it is sorted. */
  readonly anyOrder?: true
  /** How much this step brings is a matter of chance; only the last line of each channel counts. */
  readonly lastOnly?: true
}

/** A WebSocket: the path decides whether it is plain, `/ws-stomp/websocket` or SockJS. */
export interface Open extends Common {
  readonly do: 'open'
  readonly on: string
  readonly path: string
  readonly protocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  /** Offers permessage-deflate. */
  readonly deflate?: true
}

/** One WebSocket message, in one piece or in fragments. Text, unless `bytes` (latin1) is given. */
export interface Say extends Common {
  readonly do: 'say'
  readonly on: string
  readonly text?: string
  readonly bytes?: string
  /** Cuts it into continuation frames after these offsets. */
  readonly fragmentsAt?: readonly number[]
  /** Sends `bytes` as a text message all the same: not UTF-8, for one. */
  readonly asText?: true
}

export interface Close extends Common {
  readonly do: 'close'
  readonly on: string
  /** 1005 is a close frame without a code. Without one here the socket is cut. */
  readonly code?: number
  readonly reason?: string
}

export interface Ping extends Common {
  readonly do: 'ping'
  readonly on: string
  readonly data: string
}

/** Stops reading, or reads on. */
export interface Pause extends Common {
  readonly do: 'pause' | 'resume'
  readonly on: string
}

/** One HTTP request. What it brings is status, the headers named in the runner, and the body, piece by piece if it stays open. */
export interface Http extends Common {
  readonly do: 'http'
  /** Names the response; it is awaited in this step, unless it `staysOpen`. */
  readonly on: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly staysOpen?: true
}

/** Real time, for what time brings: heart-beats, silent sockets, forgotten sessions. */
export interface Wait extends Common {
  readonly do: 'wait'
  readonly ms: number
}

/** Ends the server; it is back for the next scenario. */
export interface Stop extends Common {
  readonly do: 'stop'
}
