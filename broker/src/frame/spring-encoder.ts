/**
 * Frames as Spring's server writes them (spring.md §1.7): escaped by the rules of 1.2 whatever the version, with every header
 * that the sender wrote, where and as often as it stood.
 */
import { type ServerCommand, hasBody, isLiteral } from './commands.ts'
import { escapeAll } from './escapes.ts'
import { FrameWriter } from './frame-writer.ts'
import type { HeaderBlock } from './header-block.ts'
import { mayBeOctets, type MimeType, parseMimeType } from './spring-mime-type.ts'
import { SpringError } from './spring-refusals.ts'
import { decodeUtf8, encodeUtf8, isUtf8 } from './utf8.ts'

/** A message as Spring's broker passes it on. */
export interface SpringMessage {
  /** Native headers: all those of a client's frame, or those the application gave. */
  readonly headers: HeaderBlock
  readonly destination: string
  /** Of an application's message: it stands behind `destination`. Without it, that of the headers where it stands. */
  readonly contentType?: string
  readonly body: Uint8Array
}

/** Whom it goes to, as it stands in the frame. */
export interface SpringReceiver {
  readonly subscription: Uint8Array
  /** The beginning of all its message-ids. */
  readonly session: Uint8Array
}

export const springReceiver = (subscription: string, sessionId: string): SpringReceiver => ({
  subscription: encodeUtf8(escapeAll(subscription)),
  session: encodeUtf8(escapeAll(`${sessionId}-`)),
})

/** A message but for what differs between its receivers. Nothing of it is changed once it is made. */
export interface PreparedMessage {
  /** How it goes out over WebSocket. */
  readonly kind: 'text' | 'binary'
  /** The sender has chosen none, so each frame takes the next of Spring's counter. */
  readonly needsMessageId: boolean
  readonly beforeSubscription: Uint8Array
  readonly afterSubscription: Uint8Array
  /** Behind the message-id: content-length and body. */
  readonly rest: Uint8Array
}

export const originalDestination = 'simpOrigDestination'

/**
 * Order: headers of the sender, repeated ones together where the first stands; `destination`, `content-type` and `subscription`
 * in place, else behind them; `message-id`; `content-length`.
 */
export function prepareSpringMessage(message: SpringMessage): PreparedMessage {
  const { headers, body } = message
  const type = mimeTypeOf(message.contentType ?? headers.get('content-type'))
  const lines = groupedLines(headers, message.contentType !== undefined)
  // A Map keeps a name where it stands, and puts a new one behind.
  lines.set('destination', [shownDestination(message)])
  if (type) lines.set('content-type', [type.text])
  if (!lines.has('subscription')) lines.set('subscription', [])
  const names = [...lines.keys()]
  const at = names.indexOf('subscription')
  const kind = body.length > 0 && type && mayBeOctets(type) ? 'binary' : 'text'
  return {
    kind,
    needsMessageId: !lines.has('message-id'),
    beforeSubscription: encodeUtf8(`MESSAGE\n${linesOf(lines, names.slice(0, at))}subscription:`),
    afterSubscription: encodeUtf8(`\n${linesOf(lines, names.slice(at + 1))}`),
    rest: joined([
      encodeUtf8(`content-length:${body.length}\n\n`),
      kind === 'text' ? asText(body) : body,
      nul,
    ]),
  }
}

/**
 * The bytes of one receiver's frame, lent until the next is made.
 * @param number behind the session in its message-id. Not used where the sender has chosen one; undefined: none, as for the
 *   command MESSAGE from a client.
 */
export function finishSpringMessage(
  { beforeSubscription, afterSubscription, needsMessageId, rest }: PreparedMessage,
  { subscription, session }: SpringReceiver,
  number: number | undefined,
): Uint8Array {
  const sharedBytes = beforeSubscription.length + afterSubscription.length + rest.length
  writer.begin(sharedBytes + subscription.length + session.length + messageIdBytes)
  writer.bytes(beforeSubscription)
  writer.bytes(subscription)
  writer.bytes(afterSubscription)
  if (needsMessageId && number !== undefined) {
    writer.bytes(toMessageId)
    writer.bytes(session)
    writer.text(`${number}\n`)
  }
  writer.bytes(rest)
  return writer.end()
}

const writer = new FrameWriter()
const toMessageId = encodeUtf8('message-id:')
/** Its name, its number and its line end, at most. */
const messageIdBytes = 64

/**
 * CONNECTED, RECEIPT and ERROR, with headers in their order: `version`, `heart-beat`, `user-name`; `receipt-id`; `message`,
 * `receipt-id`. ERROR and MESSAGE are counted, even when empty; CONNECTED is not escaped.
 */
export function encodeSpringFrame(
  command: ServerCommand,
  headers: Iterable<readonly [name: string, value: string]>,
  body: Uint8Array = nothing,
): Uint8Array {
  const isCounted = hasBody(command)
  const write = isLiteral(command) ? literalLine : lineOf
  let head = `${command}\n`
  for (const [name, value] of headers) if (!isCounted || name !== 'content-length') head += write(name, value)
  if (isCounted) head += `content-length:${body.length}\n`
  return joined([encodeUtf8(`${head}\n`), body, nul])
}

/** A text message holds nothing else; what Spring counted was before. */
const asText = (body: Uint8Array): Uint8Array => (isUtf8(body) ? body : encodeUtf8(decodeUtf8(body)))

const nothing = new Uint8Array(0)
const nul = new Uint8Array(1)

type Lines = Map<string, string[]>

/** Without those that only the server may say. */
function groupedLines(headers: HeaderBlock, hasContentType: boolean): Lines {
  const lines: Lines = new Map()
  for (const [name, value] of headers.lines()) {
    if (name === 'content-length' || name === originalDestination) continue
    if (name === 'content-type' && hasContentType) continue
    const values = lines.get(name)
    if (values) values.push(value)
    else lines.set(name, [value])
  }
  return lines
}

function linesOf(lines: Lines, names: readonly string[]): string {
  let text = ''
  for (const name of names) for (const value of lines.get(name)!) text += lineOf(name, value)
  return text
}

const lineOf = (name: string, value: string): string => `${escapeAll(name)}:${escapeAll(value)}\n`
const literalLine = (name: string, value: string): string => `${name}:${value}\n`

/** A client can have subscribers read another one, by a header that goes no further. */
const shownDestination = ({ headers, destination }: SpringMessage): string =>
  headers.get(originalDestination) ?? destination

/** What is none was never looked at, as an application's may be: it goes out as it is. */
function mimeTypeOf(text: string | undefined): MimeType | undefined {
  if (text === undefined) return undefined
  try {
    return parseMimeType(text, '6.2')
  } catch (error) {
    if (!(error instanceof SpringError)) throw error
    return { type: '', subtype: '', parameters: new Map(), text }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
