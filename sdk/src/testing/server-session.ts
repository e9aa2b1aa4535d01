import { escapes, writeFrame } from '../wire/frame.ts'
import { encodeBody, type EncodedBody } from '../wire/body.ts'
import type { StompHeaders } from '../wire/headers.ts'
import { FrameReader, type RawFrame } from './frame-reader.ts'
import type { Line } from './line.ts'
import {
  clientCommands,
  type ClientCommand,
  type ErrorFrame,
  type Handler,
  type ReceivedFrame,
  type TestSession,
  type TestSubscription,
} from './test-session.ts'
import type { ServerEnd, TestSocket } from './test-socket.ts'
import { WireFrame } from './wire-frame.ts'

/** What the sessions need of their server. */
export interface Broker {
  readonly line: Line
  readonly receipts: 'all' | 'disconnect-only'
  readonly connectedHeaders: StompHeaders
  readonly heartBeatMs: number
  opened(session: ServerSession): void
  ended(session: ServerSession): void
  /** Carries something to a client, once the server is not mute. */
  say(carry: () => void): void
  heard(frame: ReceivedFrame): void
  /** The ERROR for this CONNECT, when it is to have one. */
  refusal(): ErrorFrame | undefined
  newSessionId(): string
  handler(destination: string): Handler | undefined
  publish(destination: string, frame: ReceivedFrame): void
}

/** What the client did against the rules. */
class Refusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const versions = ['1.2', '1.1', '1.0']

/** The server's end of one connection, and the STOMP session on it. */
export class ServerSession implements TestSession, ServerEnd {
  id = ''
  version = '1.0'
  headers: StompHeaders = {}
  subscriptions: readonly TestSubscription[] = []
  readonly #socket: TestSocket
  readonly #broker: Broker
  readonly #reader = new FrameReader()
  readonly #transactions = new Map<string, ReceivedFrame[]>()
  #phase: 'opening' | 'connected' | 'ended' = 'opening'
  #messages = 0

  constructor(socket: TestSocket, broker: Broker) {
    this.#socket = socket
    this.#broker = broker
  }

  get isConnected(): boolean {
    return this.#phase === 'connected'
  }

  subscribedTo(destination: string): readonly TestSubscription[] {
    return this.isConnected ? this.subscriptions.filter((each) => each.destination === destination) : []
  }

  deliver(destination: string, body?: unknown, headers: StompHeaders = {}): number {
    const encoded = encodeBody(body)
    const contentType = encoded.contentType !== undefined && { 'content-type': encoded.contentType }
    const there = this.subscribedTo(destination)
    if (there.length === 0) throw nobodyThere(destination, [this])
    for (const { id } of there) this.#message(id, destination, { ...contentType, ...headers }, encoded)
    return there.length
  }

  error({ code, message, body = '', headers }: ErrorFrame = {}): void {
    const texts = { ...(code !== undefined && { code }), ...(message !== undefined && { message }) }
    this.#say('ERROR', { ...texts, ...headers }, { body })
    this.close(1002)
  }

  close(code = 1000, reason = ''): void {
    this.#phase = 'ended'
    this.#broker.say(() => this.#ends(() => this.#socket.ends(code, reason)))
  }

  drop(): void {
    this.#phase = 'ended'
    this.#broker.line.put(() => this.#ends(() => this.#socket.ends(1006, '')))
  }

  opened(): void {
    this.#broker.opened(this)
  }

  leaving(answer: () => void): void {
    this.#phase = 'ended'
    this.#broker.say(() => this.#ends(answer))
  }

  gone(): void {
    this.#phase = 'ended'
    this.#broker.ended(this)
  }

  heard(data: string | ArrayBuffer): void {
    const { frames, heartBeats, isWhole } = this.#reader.read(data)
    for (const raw of frames) this.#take(raw)
    if (!isWhole) this.#refuse(halfAFrame, {})
    if (heartBeats > 0 && this.isConnected && this.#broker.heartBeatMs > 0) this.#write('\n')
  }

  /** A SEND of any session, as MESSAGE to this one. */
  forward(destination: string, { headers, body, bytes, text }: ReceivedFrame): void {
    const forwarded = Object.fromEntries(Object.entries(headers).filter(([name]) => !ofSend.includes(name)))
    const encoded = body instanceof Uint8Array ? { binaryBody: bytes } : { body: text }
    for (const { id } of this.subscribedTo(destination)) this.#message(id, destination, forwarded, encoded)
  }

  #take(raw: RawFrame): void {
    if (this.#phase === 'ended') return
    const frame = this.#read(raw)
    if (!frame) return
    try {
      this.#check(raw)
      this.#broker.heard(frame)
      this.#commands[frame.command](frame)
      this.#confirm(frame)
    } catch (error) {
      this.#failed(error, frame)
    }
  }

  #check({ command = '', headers }: RawFrame): void {
    if (!clientCommands.includes(command as ClientCommand))
      throw new Refusal(
        'bad-frame',
        `${JSON.stringify(command.slice(0, 64))} is no command of a STOMP client.`,
      )
    if (headers.some(([name]) => /^$|[\n\0]/.test(name)))
      throw new Refusal('bad-header', `A header line of ${command} has no name or no colon.`)
    const opens = command === 'CONNECT' || command === 'STOMP'
    if (opens === this.isConnected)
      throw opens
        ? new Refusal('bad-state', 'CONNECT came twice.')
        : new Refusal('not-connected', `${command} came before CONNECT.`)
  }

  readonly #commands: Readonly<Record<ClientCommand, (frame: ReceivedFrame) => void>> = {
    CONNECT: (frame) => this.#connect(frame),
    STOMP: (frame) => this.#connect(frame),
    SEND: (frame) => this.#send(frame),
    SUBSCRIBE: (frame) => this.#subscribe(frame),
    UNSUBSCRIBE: (frame) => this.#unsubscribe(needed(frame, 'id')),
    ACK: ignore,
    NACK: ignore,
    BEGIN: (frame) => void this.#transactions.set(needed(frame, 'transaction'), []),
    COMMIT: (frame) => this.#endTransaction(frame).forEach((each) => this.#route(each)),
    ABORT: (frame) => void this.#endTransaction(frame),
    DISCONNECT: ignore,
  }

  #connect(frame: ReceivedFrame): void {
    const refusal = this.#broker.refusal()
    if (refusal) {
      this.error(refusal)
      return
    }
    const { 'accept-version': accepted = '1.0' } = frame.headers
    const version = versions.find((each) => accepted.split(',').includes(each))
    if (version === undefined)
      throw new Refusal('version', `None of STOMP ${accepted} is spoken here: ${versions.join()}.`)
    this.id = this.#broker.newSessionId()
    this.headers = frame.headers
    this.#phase = 'connected'
    const { connectedHeaders, heartBeatMs, receipts } = this.#broker
    const ours = { version, session: this.id, 'heart-beat': `${heartBeatMs},${heartBeatMs}` }
    // Spring does not name itself, and clients know it by that.
    const name = receipts === 'all' && { server: 'test-server' }
    this.#say('CONNECTED', { ...ours, ...name, ...connectedHeaders })
    this.version = connectedHeaders['version'] ?? version
  }

  #send(frame: ReceivedFrame): void {
    needed(frame, 'destination')
    if (frame.headers['transaction'] === undefined) this.#route(frame)
    else this.#transaction(frame).push(frame)
  }

  #route(frame: ReceivedFrame): void {
    const { destination = '' } = frame
    if (!this.#handled(frame)) this.#broker.publish(destination, frame)
  }

  #subscribe(frame: ReceivedFrame): void {
    const [id, destination] = [needed(frame, 'id'), needed(frame, 'destination')]
    if (this.subscriptions.some((each) => each.id === id))
      throw new Refusal('bad-state', `There is a subscription ${JSON.stringify(id)} already.`)
    this.subscriptions = [...this.subscriptions, { id, destination, headers: frame.headers }]
    this.#handled(frame)
  }

  #unsubscribe(id: string): void {
    const rest = this.subscriptions.filter((each) => each.id !== id)
    if (rest.length === this.subscriptions.length)
      throw new Refusal('unknown-id', `There is no subscription ${JSON.stringify(id)}.`)
    this.subscriptions = rest
  }

  #transaction(frame: ReceivedFrame): ReceivedFrame[] {
    const name = needed(frame, 'transaction')
    const frames = this.#transactions.get(name)
    if (!frames) throw new Refusal('bad-state', `There is no transaction ${JSON.stringify(name)}.`)
    return frames
  }

  #endTransaction(frame: ReceivedFrame): ReceivedFrame[] {
    const frames = this.#transaction(frame)
    this.#transactions.delete(needed(frame, 'transaction'))
    return frames
  }

  #handled(frame: ReceivedFrame): boolean {
    const handler = this.#broker.handler(frame.destination ?? '')
    if (!handler) return false
    const result = handler(frame, (body, headers) => this.#reply(frame, body, headers))
    if (result instanceof Promise) result.catch((error: unknown) => this.#failed(error, frame))
    return true
  }

  #reply({ command, destination = '', headers }: ReceivedFrame, body: unknown, more?: StompHeaders): void {
    const { 'reply-to': replyTo, 'correlation-id': correlationId } = headers
    const to = command === 'SUBSCRIBE' ? destination : replyTo
    if (to === undefined)
      throw new Error(`There is nowhere to reply to: SEND to ${destination} has no reply-to.`)
    const encoded = encodeBody(body)
    const all = {
      ...(encoded.contentType !== undefined && { 'content-type': encoded.contentType }),
      ...(correlationId !== undefined && { 'correlation-id': correlationId }),
      ...more,
    }
    for (const id of this.#awaiting(command, to, headers)) this.#message(id, to, all, encoded)
  }

  #awaiting(command: ClientCommand, replyTo: string, { id }: StompHeaders): readonly string[] {
    const there = this.subscribedTo(replyTo).map((each) => each.id)
    if (command === 'SUBSCRIBE') return there.filter((each) => each === id)
    // RabbitMQ subscribes a client to these by itself, under their own name.
    return there.length === 0 && replyTo.startsWith('/temp-queue/') ? [replyTo] : there
  }

  #confirm({ command, headers: { receipt } }: ReceivedFrame): void {
    const given = this.#broker.receipts === 'all' || command === 'DISCONNECT'
    if (receipt !== undefined && given) this.#say('RECEIPT', { 'receipt-id': receipt })
    if (command === 'DISCONNECT') this.close()
  }

  #failed(error: unknown, { headers }: ReceivedFrame): void {
    if (error instanceof Refusal) this.#refuse(error, headers)
    else {
      this.#broker.line.fail(error)
      this.#refuse(new Refusal('internal', String(error)), headers)
    }
  }

  #refuse({ code, message }: Refusal, { receipt }: StompHeaders): void {
    if (this.#phase === 'ended') return
    this.error({ code, message, ...(receipt !== undefined && { headers: { 'receipt-id': receipt } }) })
  }

  #read(raw: RawFrame): WireFrame | undefined {
    try {
      return new WireFrame(raw, this)
    } catch (error) {
      this.#refuse(new Refusal('bad-header', `The client sent ${(error as Error).message}.`), {})
      return undefined
    }
  }

  #message(subscription: string, destination: string, headers: StompHeaders, body: EncodedBody): void {
    const messageId = `${this.id}-${++this.#messages}`
    const { ack = 'auto' } = this.subscriptions.find(({ id }) => id === subscription)?.headers ?? {}
    const ours = { 'message-id': messageId, ...(ack !== 'auto' && { ack: messageId }) }
    this.#say('MESSAGE', { ...ours, ...headers, destination, subscription }, body)
  }

  #say(command: string, headers: StompHeaders, body: EncodedBody = {}): void {
    const escaping = command !== 'CONNECTED' && Boolean(escapes[this.version])
    this.#write(writeFrame(command, headers, body, escaping))
  }

  #write(data: string | ArrayBuffer): void {
    this.#broker.say(() => this.#socket.receives(data))
  }

  #ends(end: () => void): void {
    this.#broker.ended(this)
    end()
  }
}

const halfAFrame = new Refusal(
  'bad-frame',
  'A WebSocket message ended inside a frame. This server takes whole frames: a content-length may be wrong, or large frames are split.',
)

/** What of SEND its MESSAGE does not have, or has of its own. */
const ofSend = ['receipt', 'transaction', 'content-length']

const ignore = (): void => undefined

function needed({ command, headers }: ReceivedFrame, name: string): string {
  const value = headers[name]
  if (value === undefined) throw new Refusal('bad-header', `${command} has no ${name}.`)
  return value
}

export function nobodyThere(destination: string, sessions: readonly TestSession[]): Error {
  const others = sessions.flatMap(({ subscriptions }) => subscriptions.map((each) => each.destination))
  const there =
    others.length > 0 ? `subscribed are ${[...new Set(others)].join(', ')}` : 'there are no subscriptions'
  return new Error(
    `Nobody is subscribed to ${destination}; ${there}. A SUBSCRIBE on its way arrives with \`await server.settled()\`.`,
  )
}
