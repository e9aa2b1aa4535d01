import { destinationRefusals } from '../destination/refusals.ts'
import { FrameError, frameRefusals } from '../frame/refusals.ts'
import { SpringError, springRefusals } from '../frame/spring-refusals.ts'

/** When a refused client may come back: `after-change` of what it sent, `later` with the same. */
export type ComeBack = 'never' | 'after-change' | 'later'

/** The vocabulary of refusals: the `code` header of an ERROR and the close code that follows it. */
export const refusalCodes = {
  'bad-frame': { closeCode: 1002, comeBack: 'never' },
  'bad-header': { closeCode: 1002, comeBack: 'never' },
  version: { closeCode: 1002, comeBack: 'never' },
  'not-connected': { closeCode: 1002, comeBack: 'never' },
  'bad-state': { closeCode: 1002, comeBack: 'never' },
  'bad-utf8': { closeCode: 1007, comeBack: 'never' },
  'too-large': { closeCode: 1009, comeBack: 'after-change' },
  'too-many-headers': { closeCode: 1009, comeBack: 'after-change' },
  'auth-failed': { closeCode: 1008, comeBack: 'after-change' },
  forbidden: { closeCode: 1008, comeBack: 'after-change' },
  'bad-destination': { closeCode: 1008, comeBack: 'after-change' },
  'limit-subscriptions': { closeCode: 1008, comeBack: 'after-change' },
  'limit-transactions': { closeCode: 1008, comeBack: 'after-change' },
  'limit-unacked': { closeCode: 1008, comeBack: 'after-change' },
  'unknown-id': { closeCode: 1008, comeBack: 'after-change' },
  rate: { closeCode: 1008, comeBack: 'later' },
  'connect-timeout': { closeCode: 4004, comeBack: 'later' },
  'frame-timeout': { closeCode: 4004, comeBack: 'later' },
  'slow-consumer': { closeCode: 4001, comeBack: 'later' },
  'heart-beat': { closeCode: 4002, comeBack: 'later' },
  overloaded: { closeCode: 1013, comeBack: 'later' },
  draining: { closeCode: 1001, comeBack: 'later' },
  internal: { closeCode: 1011, comeBack: 'later' },
} as const satisfies Record<string, { closeCode: number; comeBack: ComeBack }>

/** A word of {@link refusalCodes}. */
export type RefusalCode = keyof typeof refusalCodes

const coreRefusals = {
  notConnected: ['not-connected', 'The first frame must be CONNECT or STOMP, got {=command}.'],
  connectedTwice: ['bad-state', 'This session is already connected; {=command} comes once.'],
  sessionClosed: ['bad-state', 'Session closed.'],
  noCommonVersion: ['version', 'No common version: you offered {offered}, stompbox speaks 1.0, 1.1 and 1.2.'],
  badHeartBeat: [
    'bad-header',
    'heart-beat {value} is not two whole numbers of milliseconds, such as 10000,10000.',
  ],
  missingHeader: ['bad-header', '{=command} needs the header {=header}.'],
  idTooLong: ['bad-header', 'The {=header} of {=command} is longer than {limit} bytes.'],
  badAck: ['bad-header', 'ack {value} is none of auto, client and client-individual.'],
  commandTooNew: ['bad-frame', '{=command} came with STOMP 1.1; this session speaks 1.0.'],
  duplicateId: ['bad-state', 'Subscription id {id} is already in use in this session.'],
  unknownId: ['unknown-id', 'No subscription {id} in this session.'],
  unknownDelivery: [
    'unknown-id',
    '{=command} {id}: no message of that id waits for an acknowledgement in this session.',
  ],
  unackedLimit: [
    'limit-unacked',
    'Subscription {id} may have at most {limit} messages that wait for ACK or NACK.',
  ],
  unackedInSession: [
    'limit-unacked',
    'A session may have at most {limit} messages that wait for ACK or NACK.',
  ],
  unknownTransaction: ['unknown-id', '{=command}: no transaction {id} is open in this session.'],
  transactionOpen: ['bad-state', 'Transaction {id} is already open; COMMIT or ABORT it first.'],
  transactionLimit: ['limit-transactions', 'A session holds at most {limit} open transactions.'],
  transactionActions: ['limit-transactions', 'Transaction {id} holds {limit} frames, and may not hold more.'],
  transactionBytes: ['limit-transactions', 'Transaction {id} would hold more than {limit} bytes.'],
  transactionTimeout: [
    'limit-transactions',
    'Transaction {id} was open for {seconds} s without COMMIT; it is aborted.',
  ],
  subscriptionLimit: ['limit-subscriptions', 'A session holds at most {limit} subscriptions.'],
  patternDestination: ['bad-destination', 'SEND goes to one destination; {destination} is a pattern.'],
  badPattern: ['bad-destination', '{destination} is a pattern that cannot be read: {=detail}'],
  nobodyTakes: ['bad-destination', 'Nothing takes {=command} {destination}. {=advice}'],
  notATopic: ['bad-destination', '{destination} leads back to the application; send to a broker prefix.'],
  notAUserDestination: [
    'bad-destination',
    '{destination} is no user destination: behind {=prefix} follows the name of the user, and then one of {=prefixes}.',
  ],
  nobodysOwn: [
    'bad-destination',
    '{destination} is no destination of your own: SUBSCRIBE to {=prefix} and, without a name, one of {=prefixes} behind it.',
  ],
  strangersUser: ['forbidden', 'You may not send to {destination}: a client sends to no user but itself.'],
  pieceTooLong: ['too-large', 'More than {limit} bytes came in one piece; send less at once.'],
  badJson: ['bad-frame', 'The body of {destination} is not JSON: {=detail}'],
  badText: ['bad-utf8', 'The body of {destination} says it is text and is not valid UTF-8.'],
  emptyBody: ['bad-frame', 'The body of {destination} is empty or null; this route needs one.'],
  wrongContentType: [
    'bad-frame',
    'The body of {destination} comes as {type}; this route takes {=accepted}, or no content-type.',
  ],
  noString: ['bad-frame', 'The body of {destination} is JSON but no string; text goes as text/plain.'],
  unknownCharset: ['bad-frame', 'The body of {destination} has a charset that is not known here: {charset}.'],
  invalidBody: ['bad-frame', 'The body of {destination} is not valid: {=issues}'],
  authFailed: ['auth-failed', 'CONNECT was not accepted: login, passcode or token are not known here.'],
  authExpired: ['auth-failed', 'What you connected with has expired; connect again with fresh credentials.'],
  forbidden: ['forbidden', 'You may not {=action} {destination}.'],
  forbiddenNow: ['forbidden', 'You may no longer {=action} {destination}.'],
  asyncPattern: [
    'forbidden',
    'You may not subscribe to the pattern {destination}: permissions here are looked up, and patterns need an answer at once.',
  ],
  frameRate: ['rate', 'More than {limit} frames a second; send fewer, or put more into each.'],
  byteRate: ['rate', 'More than {limit} bytes a second.'],
  connectTimeout: ['connect-timeout', 'No CONNECT within {seconds} s.'],
  authenticateTimeout: [
    'connect-timeout',
    'CONNECT was not decided within {seconds} s; the broker could not check it.',
  ],
  frameTimeout: [
    'frame-timeout',
    '{=frame} was begun and did not end within {seconds} s. Is the NUL at its end missing, or its content-length too large?',
  ],
  heartBeatMissed: [
    'heart-beat',
    'Nothing arrived for {silent} ms, and you promised a heart-beat every {promised} ms.',
  ],
  slowConsumer: ['slow-consumer', 'You do not read as fast as messages come: {=detail}.'],
  shortOfMemory: ['slow-consumer', 'The broker is short of memory, and {bytes} bytes wait for you.'],
  sessionLimit: ['overloaded', 'The broker holds {limit} sessions, and takes no more.'],
  unconnectedLimit: ['overloaded', 'Too many connections wait for their CONNECT.'],
  addressLimit: ['overloaded', 'Your address holds {limit} sessions, and may not hold more.'],
  socketLimit: ['overloaded', 'The broker holds {limit} open sockets, and takes no more.'],
  acceptRate: ['overloaded', 'More than {limit} new sessions a second; try again in a moment.'],
  memoryFull: ['overloaded', 'The broker is short of memory, and takes no new sessions.'],
  loopBusy: ['overloaded', 'The broker is too busy to take new sessions.'],
  draining: ['draining', 'The broker is shutting down.'],
  interceptorFailed: ['internal', 'The application failed to look at {=command}. Its log says why.'],
  handlerFailed: ['internal', 'The application failed on {=command} {destination}. Its log says why.'],
  commitFailed: [
    'internal',
    'The application failed on SEND {destination} in transaction {id}; nothing of it was done. Its log says why.',
  ],
  authenticateFailed: ['internal', 'The broker could not find out who you are. Its log says why.'],
  handlerTimeout: ['internal', 'The application did not finish {=command} {destination} within {seconds} s.'],
} as const

/** The catalogue. Keys name situations; many situations share one code word. */
export const refusals = {
  ...frameRefusals,
  ...springRefusals,
  ...destinationRefusals,
  ...coreRefusals,
} as const

export type RefusalName = keyof typeof refusals

/**
 * A client is answered by ERROR, then closed. Application code may throw one: `new Refusal('forbidden', 'Not your room.')`.
 * `message` is what the client reads, cut at 512 characters.
 */
export class Refusal extends Error {
  /** The `code` header of the ERROR. */
  readonly code: RefusalCode
  /** Of the WebSocket, after the ERROR. */
  readonly closeCode: number
  /** What a client does next; see {@link refusalCodes}. */
  readonly comeBack: ComeBack
  /** When it makes sense to come back, in whole seconds: the `retry-after` header. */
  readonly retryAfterSeconds: number | undefined
  /** Where it is in the catalogue; undefined for words of the application's own. */
  readonly situation: Situation | undefined

  /** @throws TypeError for a code that is no word of the catalogue. */
  constructor(code: RefusalCode, message: string, retryAfterSeconds?: number, situation?: Situation) {
    if (!Object.hasOwn(refusalCodes, code)) throw new TypeError(`There is no refusal code ${quote(code)}.`)
    super(message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message)
    this.name = 'Refusal'
    this.code = code
    this.closeCode = refusalCodes[code].closeCode
    this.comeBack = refusalCodes[code].comeBack
    this.retryAfterSeconds = retryAfterSeconds
    this.situation = situation
  }
}

/** A row of the catalogue and what fills it. */
export interface Situation {
  readonly name: RefusalName
  readonly values: Values
}

const longestMessage = 512

type Values = Readonly<Record<string, string | number>>

/** A row of the catalogue, filled in. */
export function refusalFor(name: RefusalName, values: Values = {}, retryAfterSeconds?: number): Refusal {
  const [code, text] = refusals[name]
  return new Refusal(code, fillText(text, values), retryAfterSeconds, { name, values })
}

/** What the log says beside words that are not ours, and do not say it. */
export function mendOf({ situation }: Refusal): string | undefined {
  const row: readonly string[] = situation === undefined ? [] : refusals[situation.name]
  return row[2]
}

/** `{x}` echoes what a client wrote, `{=x}` a word of ours. */
export const fillText = (text: string, values: Values): string =>
  text.replace(/\{(=?)(\w+)\}/g, (whole, own: string, key: string) => fill(values[key] ?? whole, own))

/** The refusal behind whatever the wire threw. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof FrameError) return refusalFor(error.refusal, error.values)
  if (!(error instanceof SpringError)) return undefined
  const { code, logMessage, refusal: name, values } = error
  return new Refusal(code, logMessage, undefined, { name, values })
}

const longestEcho = 64

function fill(value: string | number, own: string): string {
  return typeof value === 'number' || own !== '' ? String(value) : quote(value)
}

/** Makes text from outside safe to echo into an ERROR or a log line. */
export function quote(text: string): string {
  const short = text.length > longestEcho ? `${text.slice(0, longestEcho)}…` : text
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    escapeUnit,
  )
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
