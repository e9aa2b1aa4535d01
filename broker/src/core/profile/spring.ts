import type { Command } from '../../frame/commands.ts'
import type { Frame } from '../../frame/decoder.ts'
import { SpringDecoder } from '../../frame/spring-decoder.ts'
import { encodeSpringFrame } from '../../frame/spring-encoder.ts'
import { springHeartBeat } from '../../frame/spring-heart-beat.ts'
import { springRefusals } from '../../frame/spring-refusals.ts'
import type { SpringVersion } from '../../frame/spring-version.ts'
import type { StompVersion } from '../../frame/version.ts'
import { fillText, type Refusal, type RefusalCode, type RefusalName } from '../errors.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import type { Ending, Profile } from './profile.ts'
import { springSockJs } from './spring-sock-js.ts'

/** What a Spring application may have configured. Only with a `spring` profile. */
export interface SpringOptions {
  /**
   * `setSelectorHeaderName`: the header of SUBSCRIBE that holds an expression, such as `headers.kind == 'news'`. Only
   * messages for which it is true come. Default none; `'selector'` in `spring-5.3`.
   */
  readonly selectorHeader?: string
  /** `setMessageSizeLimit`: bytes of frames in one piece, or gathered of several. Default 65536. */
  readonly maxMessageBytes?: number
  /** `setMaxTextMessageBufferSize` of the container: UTF-16 units of one WebSocket message. Default 16640. */
  readonly maxTextMessageChars?: number
  /** `setMaxBinaryMessageBufferSize` of the container: bytes of one. Default 8192. */
  readonly maxBinaryMessageBytes?: number
  /**
   * `setErrorHandler(new StompSubProtocolErrorHandler())`: an ERROR has the `receipt-id` of the frame it is about. Default
   * `false`.
   */
  readonly errorHandler?: boolean
}

/** As a Spring application with the simple broker behaves on the wire (spring.md §1), in order where Spring is not. */
export function spring(version: SpringVersion, options: SpringOptions = {}): Profile {
  const isOld = version === '5.3'
  return {
    limits: springLimits,
    heartBeat: { sendMs: 0, receiveMs: 0 },

    createDecoder: () => new SpringDecoder(version, options.maxMessageBytes),
    encodeFrame: encodeSpringFrame,
    framesGoOut: 'as-text',
    messages: 'each-its-own',

    beforeConnect: isOld ? 'processed' : 'refused',
    chooseVersion,
    noCommonVersion: 'unanswered',
    readHeartBeat: (header) => springHeartBeat(header, version),
    heartBeats: 'ticking',
    connectedHeaders: ['version', 'heart-beat', 'user-name'],
    firstMessage: isOld ? 'at-next-message' : 'at-next-connection',

    receipts: 'disconnect-only',
    ignoredCommands,
    acknowledgements: 'ignored',
    transactions: 'ignored',
    emptyIds: 'legal',
    subscriptionIds: isOld ? 'first-stays-and-doubles' : 'first-stays',
    selectorHeader: options.selectorHeader ?? (isOld ? 'selector' : undefined),
    disconnect: isOld ? 'starts-over' : 'stays-open',

    destinations: 'as-written',
    userDestinations: 'queues',

    bodies: 'json',
    answers: 'bare',
    handlerFailures: 'logged',

    notices: 'ignored',
    ignored: { ...ignored, ...(isOld && ignoredBefore6), ...(isOld && options.errorHandler && swallowed) },
    errorHeaders: (refusal, frame) => errorHeaders(refusal, frame, version, options.errorHandler === true),
    errorBody: 'none',
    ending: ({ code }) => endingsOf(version)[code] ?? { isTold: true, closeCode: 1002, reason: '' },
    afterRefusal: 'rest-of-message',

    sockJs: springSockJs(version, options),
  }
}

/** Spring bounds bytes and time, and counts nothing. What keeps the process alive stays: each subscription costs with each message. */
const springLimits: Limits = {
  ...defaultLimits,
  maxFrameBytesBeforeConnect: 65_536,
  maxSubscriptions: 10_000,
  maxIdBytes: Infinity,
  maxFramesPerSecond: Infinity,
  maxBytesPerSecond: Infinity,
  connectTimeoutMs: 60_000,
  frameTimeoutMs: Infinity,
  maxUnsentBytes: 524_288,
  // It runs beside builds and tests, and Spring would only be slow.
  maxLoopDelayMs: 2_000,
  unsentTimeoutMs: 10_000,
}

const ignoredCommands: ReadonlySet<Command> = new Set([
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'CONNECTED',
  'RECEIPT',
  'ERROR',
])

/** Of a list whose entries are not trimmed. A missing one is no 1.0. */
function chooseVersion(accepted: string | undefined): StompVersion | undefined {
  const offered = new Set((accepted ?? '').split(','))
  return (['1.2', '1.1', '1.0'] as const).find((version) => offered.has(version))
}

const ignored: Partial<Record<RefusalName, string>> = {
  missingHeader: 'Send the header; Spring logs it, and the client hears nothing.',
  unknownId: 'UNSUBSCRIBE what was subscribed.',
  nobodyTakes:
    'Spring passes it over. Name a destination behind an application, broker or user prefix, where somebody listens.',
  badPattern: 'Write the pattern otherwise; Spring throws where nobody sees it.',
  notATopic: 'Send to a broker prefix.',
  nobodysOwn: 'Spring passes it over. Write /user/queue/… without a name.',
  notAUserDestination:
    'Spring passes it over. Write /user/<name>/queue/…, and let prefixes.broker hold the prefix behind it.',
}

const ignoredBefore6: Partial<Record<RefusalName, string>> = {
  connectedTwice: 'Send CONNECT once; newer Spring answers with ERROR.',
}

/** Before 6.0.8 an error handler keeps these to itself. */
const swallowed: Partial<Record<RefusalName, string>> = {
  sessionClosed: 'Close the connection; newer Spring answers with ERROR.',
  heartBeatMissed: 'Send the heart-beats that CONNECT promised; newer Spring answers with ERROR.',
}

const generic = 'Failed to send message to ExecutorSubscribableChannel[clientInboundChannel]'

/** What Spring says for a situation of ours. */
const texts: Partial<Record<RefusalName, string>> = {
  notConnected: 'Unknown session: {=session}',
  connectedTwice: 'Session already exists',
  heartBeatMissed: 'Session closed.',
  sessionClosed: 'Session closed.',
  interceptorFailed: generic,
  handlerFailed: generic,
  forbidden: generic,
  forbiddenNow: generic,
  authFailed: generic,
  authenticateFailed: generic,
}

/** Before 6.0 the text names what was thrown. */
const nested: Partial<Record<RefusalName, string>> = {
  interceptorFailed: '; nested exception is {=error}',
  forbidden:
    '; nested exception is org.springframework.security.access.AccessDeniedException: Access is denied',
}

function errorHeaders(
  { message, situation }: Refusal,
  frame: Frame | undefined,
  version: SpringVersion,
  hasErrorHandler: boolean,
): [string, string][] {
  const text = situation === undefined ? message : springText(situation.name, situation.values, version)
  const receipt = hasErrorHandler ? frame?.headers.get('receipt') : undefined
  return [
    ['message', text ?? message],
    ...(receipt === undefined ? [] : [['receipt-id', receipt] as [string, string]]),
  ]
}

function springText(
  name: RefusalName,
  values: Readonly<Record<string, string | number>>,
  version: SpringVersion,
): string | undefined {
  const own: Partial<Record<RefusalName, readonly string[]>> = springRefusals
  const text = own[name]?.[1] ?? texts[name]
  return text === undefined
    ? undefined
    : fillText(text + (version === '5.3' ? (nested[name] ?? '') : ''), values)
}

/** The text came with 6.0.5. */
const unreliable = (version: SpringVersion): Ending => ({
  isTold: false,
  closeCode: 4500,
  reason: version === '5.3' ? '' : 'Failed to send message within the configured send limit',
})

const endingsOf = (version: SpringVersion): Partial<Record<RefusalCode, Ending>> => ({
  'slow-consumer': unreliable(version),
  'connect-timeout': unreliable(version),
  draining: { isTold: false, closeCode: 1001, reason: '' },
})
