/**
 * Frames to bytes. What comes out is always what the decoder accepts: a header that the receiver's version
 * has no way to say is left out (a CR before 1.2, an LF before 1.1, a NUL ever), and a body is counted.
 */
import { type ServerCommand, isLiteral } from './commands.ts'
import { escape, escapingOf } from './escapes.ts'
import { FrameWriter } from './frame-writer.ts'
import { type HeaderBlock, needsTranslation, spanSize } from './header-block.ts'
import { encodeUtf8 } from './utf8.ts'
import type { StompVersion } from './version.ts'

/**
 * Bytes of one frame, and the offset at which a subscription id is still to be written.
 * The bytes are lent: they are good until the next frame is encoded.
 */
export interface LentFrame {
  readonly bytes: Uint8Array
  readonly slots: readonly number[]
  /** Headers that the version cannot say. */
  readonly leftOut: number
}

/** A frame whose headers come from code: CONNECTED, RECEIPT, ERROR. Lent, as a {@link LentFrame} is. */
export function encodeFrame(
  command: ServerCommand,
  headers: Iterable<readonly [name: string, value: string]>,
  body: Uint8Array,
  version: StompVersion,
): Uint8Array {
  const escaping = isLiteral(command) ? 'literal' : escapingOf(version)
  writer.begin(fixedBytes + body.length)
  writer.bytes(firstLines[command])
  for (const [name, value] of headers) writer.header(name, value, escaping)
  writer.reserve(fixedBytes + body.length)
  if (body.length > 0) writer.contentLength(body.length)
  return writer.finish(body)
}

const firstLines: Readonly<Record<ServerCommand, Uint8Array>> = {
  CONNECTED: encodeUtf8('CONNECTED\n'),
  MESSAGE: encodeUtf8('MESSAGE\n'),
  RECEIPT: encodeUtf8('RECEIPT\n'),
  ERROR: encodeUtf8('ERROR\n'),
}

/** One message on its way to subscribers, encoded once for all that share a version and a way to write their id. */
export interface Message {
  readonly destination: string
  readonly messageId: string
  /** As the sender wrote them; those that only the server may say are replaced. */
  readonly headers: HeaderBlock
  readonly body: Uint8Array
}

/**
 * MESSAGE for one version (STOMP 1.2 §MESSAGE). Where it is to be acknowledged, 1.2 gets an `ack` header: message-id, a
 * slash, subscription id.
 * @param subscription the encoded id, or the length of a slot into which each receiver's own id goes.
 */
export function encodeMessage(
  message: Message,
  version: StompVersion,
  subscription: Uint8Array | number,
  isAcknowledged: boolean,
): LentFrame {
  const { headers, body } = message
  const ownBytes = fixedBytes + 6 * message.destination.length + 2 * idBytes(subscription)
  writer.begin(ownBytes + 2 * blockBytes(headers) + body.length)
  writer.bytes(toDestination)
  writer.value(message.destination, escapingOf(version))
  writer.bytes(toMessageId)
  writer.text(message.messageId)
  writer.bytes(toSubscription)
  const slots = [writer.id(subscription)]
  if (isAcknowledged && version === '1.2') {
    writer.bytes(toAck)
    writer.text(message.messageId)
    writer.bytes(slash)
    slots.push(writer.id(subscription))
  }
  writer.bytes(lineEnd)
  const leftOut = writeForwarded(headers, version)
  writer.contentLength(body.length)
  const bytes = writer.finish(body)
  return { bytes, slots: typeof subscription === 'number' ? slots : noSlots, leftOut }
}

const toDestination = encodeUtf8('MESSAGE\ndestination:')
const toMessageId = encodeUtf8('\nmessage-id:')
const toSubscription = encodeUtf8('\nsubscription:')
const toAck = encodeUtf8('\nack:')
const slash = encodeUtf8('/')
const lineEnd = encodeUtf8('\n')
const fixedBytes = 1_024
const idBytes = (subscription: Uint8Array | number): number =>
  typeof subscription === 'number' ? subscription : subscription.length
const blockBytes = ({ spans }: HeaderBlock): number =>
  spans.length === 0 ? 0 : spans[spans.length - 2]! + 1 - spans[0]!
const noSlots: readonly number[] = []

/** Said by the server alone, or meant for the server alone. A sender's copy goes no further. */
const notForwarded: Uint8Array[][] = []
for (const name of [
  'destination',
  'content-length',
  'receipt',
  'transaction',
  'message-id',
  'subscription',
  'ack',
  'user',
  'redelivered',
  'offset',
]) {
  ;(notForwarded[name.length] ??= []).push(encodeUtf8(name))
}

/** @returns how many this version cannot say. */
function writeForwarded(headers: HeaderBlock, version: StompVersion): number {
  let leftOut = 0
  for (let index = 0; index < headers.spans.length; index += spanSize) {
    if (isReserved(headers, index) || isRepeat(headers, index)) continue
    if (!(headers.spans[index + 3]! & needsTranslation)) writeAsItStands(headers, index)
    else if (!writeTranslated(headers, index, version)) leftOut++
  }
  return leftOut
}

function writeAsItStands({ bytes, base, spans }: HeaderBlock, index: number): void {
  writer.line(bytes, base + spans[index]!, base + spans[index + 2]!)
}

function writeTranslated(headers: HeaderBlock, index: number, version: StompVersion): boolean {
  const [rawName, rawValue] = headers.entry(index)
  const name = escape(rawName, escapingOf(version), 'name')
  const value = escape(rawValue, escapingOf(version), 'value')
  if (name === undefined || value === undefined) return false
  writer.text(`${name}:${value}\n`)
  return true
}

function isReserved(headers: HeaderBlock, index: number): boolean {
  const length = headers.spans[index + 1]! - headers.spans[index]!
  const names = notForwarded[length]
  if (names === undefined) return false
  for (const name of names) if (isSameName(headers, index, name, 0, length)) return true
  return false
}

/** The first of repeated headers counts; the others are history (STOMP 1.2 §Repeated Header Entries). */
function isRepeat(headers: HeaderBlock, index: number): boolean {
  const { bytes, base, spans } = headers
  for (let earlier = 0; earlier < index; earlier += spanSize) {
    const start = base + spans[earlier]!
    if (isSameName(headers, index, bytes, start, spans[earlier + 1]! - spans[earlier]!)) return true
  }
  return false
}

function isSameName(
  headers: HeaderBlock,
  index: number,
  other: Uint8Array,
  start: number,
  length: number,
): boolean {
  const { bytes, base, spans } = headers
  const from = spans[index]!
  if (spans[index + 1]! - from !== length) return false
  for (let at = 0; at < length; at++) if (bytes[base + from + at] !== other[start + at]) return false
  return true
}

const writer = new FrameWriter()
