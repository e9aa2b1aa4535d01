import { answerTo, frameOf, type Frame } from '../frames.ts'

/** What a broker needs of one connection. */
export interface Line {
  readonly isOpen: boolean
  writes(message: string): void
}

export interface Obligations {
  /** Of CONNECTED. */
  heartBeat?: string
  /** Default all; Spring's simple broker gives one for DISCONNECT only. */
  receipts?: 'all' | 'disconnect'
  /** Sent to every new subscription, or to those it has something for. */
  greeting?: string | ((destination: string) => string | undefined)
}

/** A broker that does what it is asked to, and remembers all of it. */
export class ObligingBroker {
  readonly sessions: BrokerSession[] = []
  /** Every SEND, in the order of arrival. */
  readonly taken: { readonly destination: string; readonly body: string }[] = []
  readonly obligations: Obligations
  #messages = 0

  constructor(obligations: Obligations = {}) {
    this.obligations = obligations
  }

  get session(): BrokerSession | undefined {
    return this.sessions.at(-1)
  }

  /** What the clients have done that a client must not do. */
  get faults(): string[] {
    return this.sessions.flatMap(({ faults }) => faults)
  }

  accepts(line: Line): BrokerSession {
    const session = new BrokerSession(this, line)
    this.sessions.push(session)
    return session
  }

  take(destination: string, body: string): void {
    this.taken.push({ destination, body })
    for (const session of this.sessions) session.hears(destination, body)
  }

  nextMessageId(): string {
    return `m-${++this.#messages}`
  }
}

export class BrokerSession {
  readonly faults: string[] = []
  /** Destinations by subscription id. */
  readonly subscriptions = new Map<string, string>()
  /** Every frame, heart-beats as `\n`. */
  readonly read: string[] = []
  isGreeted = false
  readonly #broker: ObligingBroker
  readonly #line: Line
  #beat: ReturnType<typeof setInterval> | undefined

  constructor(broker: ObligingBroker, line: Line) {
    this.#broker = broker
    this.#line = line
  }

  get isOpen(): boolean {
    return this.#line.isOpen
  }

  gone(): void {
    clearInterval(this.#beat)
  }

  says(text: string): void {
    this.read.push(text)
    if (text === '\n') return
    const frame = frameOf(text)
    this.#obey(frame)
    this.#answer(frame)
    if (frame.command === 'SUBSCRIBE') this.#greet(frame)
  }

  /** Ends with an ERROR after which the client may come back. */
  breaks(): void {
    this.#line.writes('ERROR\ncode:internal\n\n\0')
  }

  hears(destination: string, body: string): void {
    for (const [id, subscribed] of this.subscriptions)
      if (subscribed === destination) this.#deliver(id, destination, body)
  }

  #obey(frame: Frame): void {
    const { command, headers } = frame
    const { destination = '', id = '' } = headers
    if ((command === 'CONNECT') === this.isGreeted) this.faults.push(`${command} out of turn`)
    if (command === 'CONNECT') this.#begin()
    else if (command === 'SEND') this.#take(frame)
    else if (command === 'SUBSCRIBE') this.#subscribe(id, destination)
    else if (command === 'UNSUBSCRIBE' && !this.subscriptions.delete(id))
      this.faults.push(`UNSUBSCRIBE of unknown ${id}`)
  }

  /** A question is answered where it wants its answer. */
  #take({ headers, body }: Frame): void {
    const { destination = '', 'reply-to': replyTo, 'correlation-id': question = '' } = headers
    this.#broker.take(destination, body)
    for (const [id, subscribed] of this.subscriptions)
      if (subscribed === replyTo) {
        // Answers to others come there as well.
        this.#deliver(id, subscribed, 'to somebody else', 'correlation-id:of-somebody-else\n')
        this.#deliver(id, subscribed, body, `correlation-id:${question}\n`)
      }
  }

  #begin(): void {
    this.isGreeted = true
    const beatMs = Number(this.#broker.obligations.heartBeat?.split(',')[0] ?? 0)
    if (beatMs > 0) this.#beat = setInterval(() => this.#line.writes('\n'), beatMs)
  }

  #subscribe(id: string, destination: string): void {
    if (this.subscriptions.has(id)) this.faults.push(`SUBSCRIBE with ${id} again`)
    if ([...this.subscriptions.values()].includes(destination))
      this.faults.push(`SUBSCRIBE to ${destination} again`)
    this.subscriptions.set(id, destination)
  }

  #answer(frame: Frame): void {
    const { heartBeat = '0,0', receipts = 'all' } = this.#broker.obligations
    const isAnswered = receipts === 'all' || frame.command === 'DISCONNECT' || frame.command === 'CONNECT'
    // Spring does not name itself.
    const server = receipts === 'all' ? '\nserver:obliging/1' : ''
    const answer = answerTo(frame, `version:1.2\nheart-beat:${heartBeat}${server}`)
    if (isAnswered && answer !== undefined) this.#line.writes(answer)
  }

  #greet({ headers: { id = '', destination = '' } }: Frame): void {
    const { greeting } = this.#broker.obligations
    const body = typeof greeting === 'function' ? greeting(destination) : greeting
    if (body !== undefined) this.#deliver(id, destination, body)
  }

  #deliver(id: string, destination: string, body: string, headers = ''): void {
    const messageId = this.#broker.nextMessageId()
    this.#line.writes(
      `MESSAGE\nsubscription:${id}\nmessage-id:${messageId}\ndestination:${destination}\n${headers}\n${body}\0`,
    )
  }
}
