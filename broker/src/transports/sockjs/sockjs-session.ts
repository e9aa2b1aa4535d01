import { randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Accept, Batch, Connection, Handshake, Receiver } from '../../core/ports.ts'
import { cutReason } from '../close-reason.ts'
import { answer } from '../http/http-answer.ts'
import { readBody } from '../http/http-body.ts'
import { rawTextFraming } from '../raw-framing.ts'
import { maxItems, readMessages, type PayloadFault } from './sockjs-messages.ts'
import type { SockJsOwner } from './sockjs-owner.ts'
import { ResponsePort, type PackageSession, type ReceiverKind, type SockJsPackage } from './sockjs-package.ts'

interface Closing {
  readonly code: number
  readonly reason: string
}

const maxWaitingPosts = 8

const payloadFaults: Record<PayloadFault, readonly [status: number, text: string]> = {
  empty: [500, 'Payload expected.'],
  broken: [500, 'Broken JSON encoding.'],
  'not-strings': [500, 'Payload expected.'],
  'too-many': [413, `More than ${maxItems} messages at once.`],
}

export interface SockJsSessionParts {
  readonly kind: ReceiverKind
  readonly owner: SockJsOwner
  readonly sockJs: SockJsPackage
  readonly maxBodyBytes: number
  readonly ended: () => void
}

/** What quoting may add to a piece. */
const quotedFactor = 2

/** One SockJS session over HTTP: responses carry out, `xhr_send` carries in. */
export class SockJsSession implements Connection {
  /** The package quotes and frames. */
  readonly framing = rawTextFraming
  readonly kind: ReceiverKind
  readonly owner: SockJsOwner
  readonly #id = randomUUID()
  readonly #package: SockJsPackage
  readonly #maxBodyBytes: number
  readonly #ended: () => void
  readonly #queue: Uint8Array[] = []
  readonly #posts: ServerResponse[] = []
  #queuedBytes = 0
  #session: PackageSession | undefined
  #receiver: Receiver | undefined
  /** The response that is this session's receiver now, and the one that was last. */
  #port: ResponsePort | undefined
  #lastPort: ResponsePort | undefined
  #closing: Closing | undefined
  #paused = false
  #reading = false

  constructor({ kind, owner, sockJs, maxBodyBytes, ended }: SockJsSessionParts) {
    this.kind = kind
    this.owner = owner
    this.#package = sockJs
    this.#maxBodyBytes = maxBodyBytes
    this.#ended = ended
  }

  /** Opens the session with its first response. */
  open(response: ServerResponse, headers: OutgoingHttpHeaders, accept: Accept, handshake: Handshake): void {
    this.#attach(response, headers, (session) => {
      this.#session = session
      session.on('close', () => this.#gone())
      this.#receiver = accept(this, handshake)
    })
    setImmediate(() => this.#package.forget(this.#id) && this.#gone())
  }

  /** A poll carries all that waits in one answer; a stream takes it piece by piece, as fast as it is read. */
  attach(response: ServerResponse, headers: OutgoingHttpHeaders): void {
    if (this.kind === 'xhr' && !this.#port) this.#handOver()
    this.#attach(response, headers, undefined)
    this.#flush()
  }

  /** Takes an `xhr_send`. Answers come one after the other, and wait while the session is paused. */
  post(response: ServerResponse): void {
    if (this.#posts.length >= maxWaitingPosts) {
      answer(response, 503, 'Too many xhr_send requests of this session wait.', { 'Retry-After': 5 })
      return
    }
    response.setTimeout(0)
    this.#posts.push(response)
    void this.#readPosts()
  }

  send(batch: Batch): boolean {
    if (this.#closing) return true
    for (const frame of batch.frames) {
      if (this.#queue.length === 0 && this.#isReading) this.#write(frame)
      else this.#keep(frame)
    }
    return this.unsentBytes === 0
  }

  get unsentBytes(): number {
    return this.#queuedBytes + (this.#port?.response.writableLength ?? 0)
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    void this.#readPosts()
  }

  close(code: number, reason: string): void {
    if (this.#closing) return
    this.#closing = { code, reason: cutReason(reason) }
    this.#handOver()
    this.#session?.close(code, this.#closing.reason)
  }

  #attach(
    response: ServerResponse,
    headers: OutgoingHttpHeaders,
    opened: ((session: PackageSession) => void) | undefined,
  ): void {
    // It may be silent until the next heart-beat; the session bounds it.
    response.setTimeout(0)
    const port = new ResponsePort(response, headers, () => this.#detached(port))
    if (!this.#port) {
      this.#port = this.#lastPort = port
      response.on('drain', () => this.#flush())
    }
    this.#package.attach(port, this.kind, this.#id, opened)
  }

  #detached(port: ResponsePort): void {
    if (this.#port !== port) return
    this.#port = undefined
    if (this.#closing && port.saidClose) port.response.once('close', () => this.#tell())
  }

  get #isReading(): boolean {
    return this.#port?.response.writableNeedDrain === false
  }

  #flush(): void {
    while (this.#queue.length > 0 && this.#isReading) this.#handOverOne()
  }

  #handOver(): void {
    while (this.#queue.length > 0) this.#handOverOne()
  }

  #handOverOne(): void {
    const frame = this.#queue.shift()!
    this.#queuedBytes -= frame.length
    this.#write(frame)
  }

  #keep(frame: Uint8Array): void {
    this.#queue.push(new Uint8Array(frame))
    this.#queuedBytes += frame.length
  }

  #write(frame: Uint8Array): void {
    this.#session?.write(decoder.decode(frame))
  }

  async #readPosts(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    while (!this.#paused && this.#posts.length > 0) await this.#readPost(this.#posts.shift()!)
    this.#reading = false
  }

  async #readPost(response: ServerResponse): Promise<void> {
    const { req } = response
    const maxBytes = Math.min(this.#maxBodyBytes, quotedFactor * this.#maxPieceBytes)
    const body = await readBody(req, maxBytes)
    if (response.destroyed) return
    if (!body) this.#refuseBody(response, maxBytes)
    else if (this.#closing) answer(response, 404, 'This session is closed.')
    else this.#deliver(body, response)
  }

  get #maxPieceBytes(): number {
    return this.#receiver?.maxPieceBytes ?? Infinity
  }

  /** A peer that is known by now may send less and go on. */
  #refuseBody(response: ServerResponse, maxBytes: number): void {
    answer(response, 413, `The body is longer than ${maxBytes} bytes.`)
    if (maxBytes < this.#maxBodyBytes) this.#receiver?.overflow?.(this.#maxPieceBytes)
  }

  #deliver(body: Uint8Array, response: ServerResponse): void {
    const messages = readMessages(textOf(body) ?? '?')
    if (typeof messages === 'string') {
      answer(response, ...payloadFaults[messages])
      return
    }
    for (const message of messages) this.#receiver?.receive(message, 'text')
    answer(response, 204)
  }

  /** The package ended the session: no receiver came back in time, or its connection broke. */
  #gone(): void {
    this.#ended()
    this.#closing ??= { code: 1006, reason: '' }
    this.#tell()
    for (const response of this.#posts.splice(0)) answer(response, 404, 'This session is closed.')
    if (this.#lastPort?.response.writableFinished === false) this.#lastPort.response.destroy()
  }

  #tell(): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    receiver?.closed(this.#closing!.code, this.#closing!.reason)
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const strictDecoder = new TextDecoder('utf-8', { fatal: true })

function textOf(body: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(body)
  } catch {
    return undefined
  }
}
