import type { StompHeaders } from './headers.ts'

/** Why a session or an attempt at one ended. */
export interface Reason {
  /**
   * `asked`: by `disconnect()`. `refused`: the server wants no more of this client. `protocol`: one side broke STOMP or
   * WebSocket rules. `server`: trouble on the other side. `network`: no way there, or the way was lost. `timeout`: no
   * CONNECTED, or no RECEIPT, in time. `heart-beat`: the server fell silent.
   */
  readonly kind: 'asked' | 'refused' | 'protocol' | 'server' | 'network' | 'timeout' | 'heart-beat'
  /** The `code` header of the ERROR frame: the broker's word for the refusal. */
  readonly code?: string
  /** Of the WebSocket, when its closing was the reason. */
  readonly closeCode?: number
  /** For people. */
  readonly message: string
  /** Whether the same attempt, repeated later, has a chance. */
  readonly retry: boolean
  /** How long the server asked to be left alone: the `retry-after` header of the ERROR frame. */
  readonly retryAfterMs?: number
  /** What the `headers` or `webSocket` function threw. */
  readonly cause?: unknown
}

/** The broker's words after which the same client, unchanged, would only be refused again. */
export const stayAway: readonly string[] = [
  'bad-frame',
  'bad-header',
  'version',
  'not-connected',
  'bad-state',
  'bad-selector',
  'bad-utf8',
  'too-large',
  'too-many-headers',
  'auth-failed',
  'forbidden',
  'bad-destination',
  'limit-subscriptions',
  'limit-transactions',
  'limit-unacked',
  'unknown-id',
  'replaced',
  'kicked',
]

export const comeBackLater: readonly string[] = [
  'rate',
  'connect-timeout',
  'frame-timeout',
  'slow-consumer',
  'heart-beat',
  'overloaded',
  'draining',
  'internal',
]

export const asked: Reason = { kind: 'asked', message: 'Disconnected as asked.', retry: false }

export const silent: Reason = {
  kind: 'heart-beat',
  message: 'The server missed its heart-beats; the connection is taken for dead.',
  retry: true,
}

export function protocolFault(message: string): Reason {
  return { kind: 'protocol', message, retry: true }
}

export function notConnectedInTime(url: string, timeoutMs: number): Reason {
  return {
    kind: 'timeout',
    message: `No STOMP session with ${place(url)} within ${timeoutMs} ms.`,
    retry: true,
  }
}

/** A server that gives no `code` (Spring, for one) means the client before CONNECTED, and anything at all after it. */
export function errorFrame(headers: StompHeaders, body: string, connected: boolean): Reason {
  const code = headers['code']
  const known = code !== undefined && (stayAway.includes(code) || comeBackLater.includes(code))
  const retry = known ? comeBackLater.includes(code) : connected
  const message =
    [headers['message'], body].find((text) => text) ?? 'The server sent an ERROR without a text.'
  const kind = retry ? 'server' : 'refused'
  return { kind, ...(code !== undefined && { code }), message, retry, ...retryAfter(headers['retry-after']) }
}

const retryAfter = (seconds = ''): Pick<Reason, 'retryAfterMs'> =>
  /^\d{1,6}$/.test(seconds) ? { retryAfterMs: Number(seconds) * 1_000 } : {}

/** The socket never opened. */
export function unreachable(url: string, detail: string): Reason {
  return {
    kind: 'network',
    message: `Could not connect to ${place(url)}${detail && `: ${detail}`}.`,
    retry: true,
  }
}

/** The `headers` or `webSocket` function threw. */
export function unprepared(url: string, cause: unknown): Reason {
  const detail = cause instanceof Error ? cause.message : String(cause)
  const message = `Could not connect to ${place(url)}: ${detail}`
  return { kind: 'network', message, retry: !(cause instanceof SetupError), cause }
}

/** An open socket was closed by the other side, or lost. */
export function closed(closeCode: number, text: string): Reason {
  if (closeCode === 1005 || closeCode === 1006) {
    return { kind: 'network', closeCode, message: `The connection was lost (${closeCode}).`, retry: true }
  }
  const message = `The server closed the connection (${closeCode}${text && `: ${text}`}).`
  return { kind: closedKinds[closeCode] ?? 'server', closeCode, message, retry: !(closeCode in closedKinds) }
}

/** The close codes that say "do not come back like this". 1000 is none of them: nobody here asked to end. */
const closedKinds: Readonly<Record<number, Reason['kind']>> = {
  1002: 'protocol',
  1003: 'protocol',
  1007: 'protocol',
  1008: 'refused',
  1009: 'protocol',
  4003: 'refused',
}

/** Something that another attempt cannot mend: the program has to change. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

/** Queries carry tokens, and a reason ends up on screens and in logs. */
const place = (url: string): string => url.replace(/[?#].*/s, '')
