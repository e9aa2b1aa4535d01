import type { ChannelMap, NoChannels } from './channels/channel.ts'
import type { Backoff } from './connection/backoff.ts'
import type { Reason } from './reason.ts'
import type { WhenOffline } from './sending/send-options.ts'
import type { StompHeaders } from './wire/headers.ts'
import { globalWebSocket, type WebSocketFactory } from './wire/web-socket.ts'

/** Times are in milliseconds. */
export interface ClientOptions<C extends ChannelMap = NoChannels> {
  /** From `defineChannels`: what may then be named instead of a destination. Default none. */
  channels?: C
  /** Of CONNECT. A function is asked anew at every attempt. Default none. */
  headers?: StompHeaders | ((context: AttemptContext) => StompHeaders | Promise<StompHeaders>)
  /**
   * Goes into CONNECT as `Authorization: Bearer …`. A function is asked anew at every attempt, and once more when the server
   * refused the token; undefined sends none.
   */
  token?: string | ((context: AttemptContext) => string | undefined | Promise<string | undefined>)
  /** Default: the global `WebSocket`. */
  webSocket?: WebSocketFactory
  /** For all of an attempt: token, headers, socket, CONNECTED. Default 10000. */
  connectTimeoutMs?: number
  /** How long `disconnect()` waits for the server's receipt. Default 2000. */
  disconnectTimeoutMs?: number
  /** In both directions; the server may ask for longer. 0 is off. Default 10000. */
  heartBeatMs?: number
  /** After a session was lost. `false` is off. Default on; see {@link ReconnectOptions}. */
  reconnect?: ReconnectOptions | false
  /** For what is sent while there is no session. Default: see {@link OutboxOptions}. */
  outbox?: OutboxOptions
}

/** Which attempt something is asked for. */
export interface AttemptContext {
  /** From 1, since the last session that held. */
  readonly attempt: number
  /** Why the attempt or session before ended; `reason.kind` is `auth` when what was given then was refused. */
  readonly reason: Reason | undefined
}

/** Pauses between attempts, in milliseconds: a random one, whose bound doubles with each failure. */
export interface ReconnectOptions {
  /** The first pause is between nothing and this. Default 200. */
  minDelayMs?: number
  /** The bound doubles up to this. Default 20000. */
  maxDelayMs?: number
  /** In a row. Default no limit. Attempts while the device is offline do not count. */
  maxAttempts?: number
  /** Asked where the reason alone would allow another attempt. Default: yes. */
  shouldRetry?: (reason: Reason, attempt: number) => boolean
}

/** What waits for the next session, and for how long. */
export interface OutboxOptions {
  /** What becomes of a message while there is no session. Default `queue`. */
  whenOffline?: WhenOffline
  /** How many may wait. Default 1000. */
  maxMessages?: number
  /** How much may wait: bytes of bodies. Default 1048576. */
  maxBytes?: number
  /** How long one may wait, in milliseconds. Default 60000. */
  maxAgeMs?: number
}

/** The options with their defaults. */
export interface Settings {
  readonly url: string
  readonly headers: NonNullable<ClientOptions['headers']>
  readonly token: ClientOptions['token']
  readonly webSocket: WebSocketFactory
  readonly connectTimeoutMs: number
  readonly disconnectTimeoutMs: number
  readonly heartBeatMs: number
  readonly reconnect: (Backoff & Required<Pick<ReconnectOptions, 'maxAttempts' | 'shouldRetry'>>) | false
  readonly outbox: Required<OutboxOptions>
}

export function withDefaults(
  url: string,
  { reconnect = {}, outbox, ...options }: ClientOptions<ChannelMap>,
): Settings {
  return {
    ...over(defaults, options),
    url,
    reconnect: reconnect && over(defaultReconnect, reconnect),
    outbox: over(defaultOutbox, outbox),
  }
}

/** What is given as undefined is not given. */
function over<D extends object, G extends object>(defaults: D, given: G | undefined): D & G {
  const all = { ...defaults, ...given } as D & G
  for (const name in defaults) all[name] ??= defaults[name] as (D & G)[typeof name]
  return all
}

const defaults = {
  headers: {},
  token: undefined,
  webSocket: globalWebSocket,
  connectTimeoutMs: 10_000,
  disconnectTimeoutMs: 2_000,
  heartBeatMs: 10_000,
}
const defaultReconnect = {
  minDelayMs: 200,
  maxDelayMs: 20_000,
  maxAttempts: Infinity,
  shouldRetry: () => true,
}
const defaultOutbox = {
  whenOffline: 'queue',
  maxMessages: 1_000,
  maxBytes: 1_048_576,
  maxAgeMs: 60_000,
} as const
