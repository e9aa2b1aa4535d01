/**
 * Frames to bytes. What comes out is always what the decoder accepts: a header that the receiver's version
 * has no way to say is left out (a CR before 1.2, an LF before 1.1, a NUL ever), and a body is counted.
 */
import { type ServerCommand, isLiteral } from './commands.ts'
import { escape, escapingOf } from './escapes.ts'
import { HeaderBlock, needsTranslation, spanSize } from './header-block.ts'
import { encodeUtf8, view, writeUtf8 } from './utf8.ts'
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

/** A frame whose headers come from code: CONNECTED, RECEIPT, ERROR. */
export function encodeFrame(
  command: ServerCommand,
  headers: Iterable<readonly [name: string, value: string]>,
  body: Uint8Array,
  version: StompVersion,
): Uint8Array {
  const escaping = isLiteral(command) ? 'literal' : escapingOf(version)
  let head = `${command}\n`
  for (const [name, value] of headers) {
    const escapedName = escape(name, escaping, 'name')
    const escapedValue = escape(value, escaping, 'value')
    if (escapedName && escapedValue !== undefined) head += `${escapedName}:${escapedValue}\n`
  }
  if (body.length > 0) head += `content-length:${body.length}\n`
  const headBytes = encodeUtf8(`${head}\n`)
  const bytes = new Uint8Array(headBytes.length + body.length + 1)
  bytes.set(headBytes)
  bytes.set(body, headBytes.length)
  return bytes
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
  writer.reserve(ownBytes + 2 * blockBytes(headers) + body.length)
  writer.text('MESSAGE\ndestination:')
  writer.value(message.destination, version)
  writer.text('\nmessage-id:')
  writer.text(message.messageId)
  writer.text('\nsubscription:')
  const slots = [writer.id(subscription)]
  if (isAcknowledged && version === '1.2') {
    writer.text('\nack:')
    writer.text(message.messageId)
    writer.text('/')
    slots.push(writer.id(subscription))
  }
  writer.text('\n')
  const leftOut = writeForwarded(headers, version)
  writer.text('content-length:')
  writer.text(String(body.length))
  writer.text('\n\n')
  const bytes = writer.finish(body)
  return { bytes, slots: typeof subscription === 'number' ? slots : noSlots, leftOut }
}

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
    if (!(headers.spans[index + 3]! & needsTranslation)) writer.line(headers, index)
    else if (!writeTranslated(headers, index, version)) leftOut++
  }
  return leftOut
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
  for (const name of notForwarded[length] ?? []) if (isSameName(headers, index, name, 0, length)) return true
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

/** Frames are put together in one scratch array that is used again for every one. */
class FrameWriter {
  #scratch = new Uint8Array(4096)
  #at = 0

  reserve(bytes: number): void {
    this.#at = 0
    if (bytes > this.#scratch.length) this.#scratch = new Uint8Array(2 * bytes)
    else if (this.#scratch.length > largestScratch && bytes < 4096) this.#scratch = new Uint8Array(4096)
  }

  text(text: string): void {
    this.#at = writeUtf8(this.#scratch, this.#at, text)
  }

  value(text: string, version: StompVersion): void {
    const isPlain = !text.includes(':') && !text.includes('\\')
    this.text(isPlain ? text : (escape(text, escapingOf(version), 'value') ?? ''))
  }

  /** @returns its offset. */
  id(subscription: Uint8Array | number): number {
    const start = this.#at
    // Filled, so that a framing that quotes what it sees does not change the slot's length.
    if (typeof subscription === 'number') this.#scratch.fill(slotFiller, start, (this.#at += subscription))
    else this.#copy(subscription, 0, subscription.length)
    return start
  }

  line(headers: HeaderBlock, index: number): void {
    const { bytes, base, spans } = headers
    this.#copy(bytes, base + spans[index]!, base + spans[index + 2]!)
    this.#scratch[this.#at++] = 10
  }

  #copy(bytes: Uint8Array, start: number, end: number): void {
    let to = this.#at
    for (let at = start; at < end; at++) this.#scratch[to++] = bytes[at]!
    this.#at = to
  }

  finish(body: Uint8Array): Uint8Array {
    this.#scratch.set(body, this.#at)
    const end = this.#at + body.length
    this.#scratch[end] = 0
    return view(this.#scratch, 0, end + 1)
  }
}

const slotFiller = 0x30

/** One large message must not keep its room for ever. */
const largestScratch = 65_536

const writer = new FrameWriter()
