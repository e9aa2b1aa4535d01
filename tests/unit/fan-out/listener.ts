import type { Broker } from '@stompbox/broker'
import { type Ear, type FramingName, Wire } from './wire.ts'

export type Version = '1.0' | '1.1' | '1.2'
export type Ack = 'auto' | 'client' | 'client-individual'

/** As a MESSAGE names it, and how many each publisher has sent there. */
export interface Destination {
  readonly name: string
  readonly sent: Int32Array
}

/** What one subscription hears of one destination: of each publisher all from `first` on, and `next` is what comes next. */
interface Stream {
  readonly destination: Destination
  readonly first: Int32Array
  readonly next: Int32Array
  /** The last that was accepted before UNSUBSCRIBE. */
  last?: Int32Array
}

export interface Standing {
  readonly id: string
  readonly ack: Ack
  readonly streams: Map<string, Stream>
  state: 'standing' | 'left' | 'gone'
}

interface Accepted {
  readonly standing: Standing
  readonly stream: Stream
  readonly last: Int32Array
}

interface Fence {
  readonly accepted: readonly Accepted[]
  readonly leaves?: Standing | undefined
}

/** `told`: everything accepted comes first, then a last frame. `silent`: the line broke, or the client left. */
type Ending = 'none' | 'told' | 'silent' | 'cut off'

export interface ListenerParts {
  readonly name: string
  readonly framing: FramingName
  readonly version: Version
  readonly id: string
  readonly headers?: string
  readonly report: (fault: string) => void
}

/** One client, and what it is owed: under its own id, once, in order of each publisher, nothing lost. */
export class Listener implements Ear {
  readonly name: string
  readonly version: Version
  readonly id: string
  readonly wire: Wire
  ending: Ending = 'none'
  delivered = 0
  beats = 0
  /** By id as a MESSAGE of this version says it; one that was used again has several, the newest last. */
  readonly #standings = new Map<string, Standing[]>()
  readonly #fences = new Map<string, Fence>()
  readonly #report: (fault: string) => void
  #isConnected = false
  #final: readonly Accepted[] | undefined
  /** The last frame came. */
  #isOver = false
  #toAcknowledge: HeardMessage | undefined
  #asked = 0

  constructor(broker: Broker, { name, framing, version, id, headers = '', report }: ListenerParts) {
    this.name = `${name} (${framing} ${version} id ${JSON.stringify(id)})`
    this.version = version
    this.id = id
    this.#report = report
    this.wire = new Wire(broker, framing, this)
    const asks = version === '1.0' ? '' : `accept-version:${version}\n`
    this.wire.says(`CONNECT\n${asks}${headers}\n␀`)
    if (!this.#isConnected) this.#fault('was not connected')
  }

  get standing(): Standing[] {
    return [...this.#standings.values()].flatMap((all) => all.filter(({ state }) => state === 'standing'))
  }

  has(id: string): boolean {
    return this.#newest(id)?.state === 'standing'
  }

  #newest(id: string): Standing | undefined {
    return this.#standings.get(onWire(id, this.version))?.at(-1)
  }

  // --- what it says ---

  /** @param heard the destinations that the name stands for. */
  subscribes(id: string, destination: string, heard: readonly Destination[], ack: Ack): void {
    const streams = new Map(heard.map((each) => [each.name, streamOf(each)]))
    const key = onWire(id, this.version)
    const before = (this.#standings.get(key) ?? []).filter(({ state }) => state !== 'gone')
    this.#standings.set(key, [...before, { id, ack, streams, state: 'standing' }])
    this.wire.says(`SUBSCRIBE\nid:${escaped(id, this.version)}\ndestination:${destination}\nack:${ack}\n\n␀`)
  }

  unsubscribes(standing: Standing, withReceipt: boolean): void {
    standing.state = 'left'
    for (const stream of standing.streams.values()) stream.last = stream.destination.sent.slice()
    const receipt = withReceipt ? `receipt:${this.#fence(standing)}\n` : ''
    this.wire.says(`UNSUBSCRIBE\nid:${escaped(standing.id, this.version)}\n${receipt}\n␀`)
  }

  /** Asks for a RECEIPT; none of what was accepted before may come behind it. */
  asks(): void {
    this.wire.says(`SEND\ndestination:/queue/nobody\nreceipt:${this.#fence()}\n\n␀`)
  }

  #fence(leaves?: Standing): string {
    const receipt = `r${++this.#asked}`
    this.#fences.set(receipt, { accepted: this.#accepted(), leaves })
    return receipt
  }

  acknowledges(): void {
    const message = this.#toAcknowledge
    if (message === undefined) return
    this.#toAcknowledge = undefined
    const { ack, subscription, messageId } = message
    const names =
      this.version === '1.2' ? `id:${ack}` : `subscription:${subscription}\nmessage-id:${messageId}`
    this.wire.says(`ACK\n${Buffer.from(names, 'latin1').toString()}\n\n␀`)
  }

  disconnects(): void {
    this.#endsTold()
    this.wire.says(`DISCONNECT\nreceipt:last\n\n␀`)
  }

  /** Says what is no STOMP. */
  errs(): void {
    this.#endsTold()
    this.wire.says('HELLO\n\n␀')
  }

  #endsTold(): void {
    this.ending = 'told'
    this.#final = this.#accepted()
  }

  breaks(): void {
    this.ending = 'silent'
    this.wire.breaks()
  }

  leaves(): void {
    this.ending = 'silent'
    this.wire.leaves()
  }

  /** Reads no more, until it is cut. */
  stalls(): void {
    this.ending = 'cut off'
    this.wire.stopsReading()
  }

  #accepted(): Accepted[] {
    return this.standing.flatMap((standing) =>
      [...standing.streams.values()].map((stream) => ({
        standing,
        stream,
        last: stream.destination.sent.slice(),
      })),
    )
  }

  // --- what it hears ---

  hear(frame: string): void {
    if (this.#isOver || this.ending === 'silent')
      return this.#fault(`heard ${frame.slice(0, 60)} after the last`)
    if (frame === '\n') this.beats++
    else if (frame.startsWith('MESSAGE\n')) this.#message(readMessage(frame))
    else if (frame.startsWith('RECEIPT\nreceipt-id:')) this.#receipt(frame.slice(19, frame.indexOf('\n', 19)))
    else if (frame.startsWith('ERROR\n')) this.#error(frame)
    else if (frame.startsWith('CONNECTED\n') && !this.#isConnected) this.#isConnected = true
    else this.#fault(`heard ${frame.slice(0, 60)}`)
  }

  #message(message: HeardMessage): void {
    const { destination, subscription, body } = message
    const space = body.indexOf(' ')
    const publisher = Number(body.slice(0, space))
    const number = Number(body.slice(space + 1))
    const standing = this.#whose(subscription, destination, publisher, number)
    const stream = standing?.streams.get(destination)
    if (standing === undefined || stream === undefined)
      return this.#fault(`heard ${body} of ${destination} under ${subscription}, which is none of its own`)
    const next = stream.next[publisher]!
    if (number !== next) return this.#fault(`heard ${body} of ${destination} instead of number ${next}`)
    stream.next[publisher] = next + 1
    this.delivered++
    this.#checkStanding(standing, stream, publisher, number)
    if (standing.ack !== 'auto') this.#noteAck(message)
  }

  /** An id that is used again is the older one's until the first message of the newer. */
  #whose(id: string, destination: string, publisher: number, number: number): Standing | undefined {
    const all = this.#standings.get(id)
    if (all?.length === 1) return all[0]
    return all?.findLast(({ streams }) => (streams.get(destination)?.first[publisher] ?? Infinity) <= number)
  }

  #checkStanding(standing: Standing, stream: Stream, publisher: number, number: number): void {
    if (standing.state === 'standing') return
    if (standing.state === 'gone') this.#fault(`heard number ${number} after the RECEIPT of its UNSUBSCRIBE`)
    else if (number > stream.last![publisher]!)
      this.#fault(`heard number ${number}, later than its UNSUBSCRIBE`)
  }

  #noteAck(message: HeardMessage): void {
    const { ack, messageId, subscription } = message
    const expected = this.version === '1.2' ? `${messageId}/${subscription}` : ''
    if (ack !== expected) this.#fault(`heard ack:${ack} with message-id ${messageId}`)
    this.#toAcknowledge = message
  }

  #receipt(receipt: string): void {
    if (receipt === 'last' && this.#final) return this.#last()
    const fence = this.#fences.get(receipt)
    if (fence === undefined)
      return this.#fault(`heard RECEIPT ${receipt}, which it did not ask for or has already`)
    this.#fences.delete(receipt)
    this.#checkAccepted(fence.accepted, `RECEIPT ${receipt}`)
    if (fence.leaves) fence.leaves.state = 'gone'
  }

  #error(frame: string): void {
    const isCut = this.ending === 'cut off' && frame.includes('\ncode:slow-consumer\n')
    if (this.ending === 'told') this.#last()
    else if (isCut) this.#isOver = true
    else this.#fault(`heard ${frame}`)
  }

  #last(): void {
    this.#isOver = true
    this.#checkAccepted(this.#final!, 'its last frame')
    for (const receipt of this.#fences.keys()) this.#fault(`had no RECEIPT ${receipt}`)
  }

  #checkAccepted(accepted: readonly Accepted[], before: string): void {
    for (const { standing, stream, last } of accepted) {
      if (standing.state !== 'standing') continue
      for (const [publisher, number] of last.entries())
        if (stream.next[publisher]! <= number)
          this.#fault(
            `has heard up to ${publisher} ${stream.next[publisher]! - 1} of ${stream.destination.name} at ${before}, not up to ${number}`,
          )
    }
  }

  gone(): void {
    if (this.ending === 'silent' || this.#isOver) return
    this.#fault('was closed without a last frame')
  }

  /** Everything is read, and no turn has anything left. */
  isAtRest(): void {
    if (this.wire.writtenTooLate > 0)
      this.#fault(`was written to ${this.wire.writtenTooLate} times after its close`)
    if (this.ending === 'told' && !this.#isOver) this.#fault('has no last frame')
    if (this.ending !== 'none') return
    this.#checkAccepted(this.#accepted(), 'the end')
    for (const receipt of this.#fences.keys()) this.#fault(`had no RECEIPT ${receipt}`)
  }

  #fault(what: string): void {
    this.#report(`${this.name} ${what}`)
  }
}

function streamOf(destination: Destination): Stream {
  const first = destination.sent.map((number) => number + 1)
  return { destination, first, next: first.slice() }
}

function escaped(id: string, version: Version): string {
  return version === '1.0' ? id : id.replaceAll('\\', '\\\\').replaceAll(':', '\\c')
}

/** A character for each byte. */
const onWire = (id: string, version: Version): string => Buffer.from(escaped(id, version)).toString('latin1')

interface HeardMessage {
  destination: string
  messageId: string
  subscription: string
  ack: string
  body: string
}

function readMessage(frame: string): HeardMessage {
  const message: HeardMessage = { destination: '', messageId: '', subscription: '', ack: '', body: '' }
  let at = frame.indexOf('\n') + 1
  for (let end = frame.indexOf('\n', at); end > at; end = frame.indexOf('\n', at)) {
    const colon = frame.indexOf(':', at)
    const name = frame.slice(at, colon)
    if (name === 'destination') message.destination = frame.slice(colon + 1, end)
    else if (name === 'message-id') message.messageId = frame.slice(colon + 1, end)
    else if (name === 'subscription') message.subscription = frame.slice(colon + 1, end)
    else if (name === 'ack') message.ack = frame.slice(colon + 1, end)
    at = end + 1
  }
  message.body = frame.slice(at + 1)
  return message
}
