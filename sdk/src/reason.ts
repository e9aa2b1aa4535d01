import type { StompHeaders } from './wire/headers.ts'
import { SetupError } from './wire/setup-error.ts'

/** Why a session or an attempt at one ended. */
export interface Reason {
  /**
   * `asked`: by `disconnect()`. `auth`: the server did not accept who connects. `refused`: it wants no more of this client.
   * `protocol`: one side broke STOMP or WebSocket rules. `server`: trouble on the other side. `network`: no way there, or
   * the way was lost. `offline`: the device has no network. `timeout`: no CONNECTED, or no RECEIPT, in time. `heart-beat`: the
   * server fell silent. `suspended`: the page was put away, and comes back with the page. `setup`: the program has to change.
   */
  readonly kind:
    | 'asked'
    | 'auth'
    | 'refused'
    | 'protocol'
    | 'server'
    | 'network'
    | 'offline'
    | 'timeout'
    | 'heart-beat'
    | 'suspended'
    | 'setup'
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
  /** What the `token`, `headers` or `webSocket` function threw. */
  readonly cause?: unknown
}

/** The broker's words after which the same client may come back; after any other it would only be refused again. */
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

const reason = (kind: Reason['kind'], message: string, retry = true): Reason => ({ kind, message, retry })

export const asked = reason('asked', 'Disconnected as asked.', false)

export const suspended = reason('suspended', 'The page was put away.')

export const offline = reason('offline', 'The device is offline.')

export const silent = reason('heart-beat', 'The server missed its heart-beats.')

export const protocolFault = (what: string): Reason => reason('protocol', `The server sent ${what}.`)

export const late = (message: string): Reason => reason('timeout', message)

export const notConnectedInTime = (url: string, timeoutMs: number): Reason =>
  late(`No STOMP session with ${place(url)} within ${timeoutMs} ms.`)

/** What is not sent again with the next session, so that its refusal is not repeated either. */
const sentOnce = /^(SEND|UNSUBSCRIBE|ACK|NACK|BEGIN|COMMIT|ABORT)$/

/** A server that gives no `code` (Spring, for one) means who connects before CONNECTED, and anything at all after it. */
export function errorFrame(headers: StompHeaders, body: string, connected: boolean): Reason {
  const { code, command = '', message: head = '' } = headers
  const later = code ? comeBackLater.includes(code) : connected
  const message = [head, body].find((text) => text) ?? 'ERROR without a text.'
  return {
    kind: later ? 'server' : kindOf(code, connected, head),
    ...(code && { code }),
    message,
    retry: later || (connected && sentOnce.test(command)),
    ...retryAfter(headers['retry-after']),
  }
}

function kindOf(code: string | undefined, connected: boolean, message: string): Reason['kind'] {
  if (code === 'auth-failed') return 'auth'
  if (!code && !connected) return /version/i.test(message) ? 'protocol' : 'auth'
  return 'refused'
}

const retryAfter = (seconds = ''): Pick<Reason, 'retryAfterMs'> =>
  /^\d{1,6}$/.test(seconds) ? { retryAfterMs: Number(seconds) * 1_000 } : {}

const noWay = (url: string, detail: string): string => `Could not connect to ${place(url)}: ${detail}`

/** The socket never opened. Only Node tells that it was the login. */
export function unreachable(url: string, detail: string): Reason {
  const kind = detail.includes('response: 401') ? 'auth' : 'network'
  return reason(kind, noWay(url, `${detail}.`), kind === 'network')
}

/** The `token`, `headers` or `webSocket` function threw. */
export function unprepared(url: string, cause: unknown): Reason {
  const setup = cause instanceof SetupError
  const message = noWay(url, cause instanceof Error ? cause.message : String(cause))
  return { ...reason(setup ? 'setup' : 'network', message, !setup), cause }
}

/** An open socket was closed by the other side, or lost. */
export function closed(closeCode: number, text: string): Reason {
  const lost = closeCode === 1005 || closeCode === 1006
  const message = lost
    ? `The connection was lost (${closeCode}).`
    : `The server closed the connection (${closeCode}${text && `: ${text}`}).`
  const final = closedKinds[closeCode]
  return { ...reason(final ?? (lost ? 'network' : 'server'), message, !final), closeCode }
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

/** After as many attempts in a row as are allowed. */
export const gaveUp = (reason: Reason, attempts: number): Reason => ({
  ...reason,
  message: `Gave up after ${attempts} attempts. ${reason.message}`,
  retry: false,
})

/** What the network of the device says of an address: nothing, when it never leaves the device. */
export function isLoopback(url: string): boolean {
  return /^\w+:\/\/(([\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])([:/?#]|$)/i.test(url)
}

/** Queries carry tokens, and a reason ends up on screens and in logs. */
const place = (url: string): string => url.replace(/[?#].*/s, '')
