import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Accept, Batch, Connection, Handshake, Receiver } from '../../core/ports.ts'
import type { HttpAnswers } from '../../core/profile/sockjs-behaviour.ts'
import { cutReason } from '../close-reason.ts'
import { answerError } from '../http/error-page.ts'
import { reply, unreadTimeoutMs } from '../http/http-answer.ts'
import { readList } from './listed-messages.ts'
import { PostedBodies } from './posted-bodies.ts'
import { quotedFraming } from './sockjs-framing.ts'
import type { Receiving } from './sockjs-receiving.ts'
import type { ListedSession } from './sockjs-sessions.ts'

export interface HttpSessionRules extends HttpAnswers {
  readonly maxBodyBytes: number
  /** Of the messages of one streaming response; then the client asks for the next. */
  readonly maxStreamBytes: number
  readonly heartBeatMs: number
  readonly closesWithoutFrame: ReadonlySet<number>
}

interface Said {
  readonly code: number
  readonly reason: string
}

const goingAway = 1001
const anotherOpen = { code: 2010, reason: 'Another connection still open' }
const closeFrame = ({ code, reason }: Said): string => `c${JSON.stringify([code, reason])}`

/** Who is between two polls is no slow reader until this much waits. */
const patientBytes = 1_048_576

/** What quoting may add to a piece. */
const quotedFactor = 2

/** One SockJS session over HTTP as Spring keeps it: messages wait for a response to carry them, so many and no more. */
export class HttpSession implements Connection, ListedSession {
  readonly framing = quotedFraming
  readonly kind: string
  readonly #rules: HttpSessionRules
  readonly #posts: PostedBodies
  readonly #queue: Uint8Array[] = []
  #queuedBytes = 0
  #streamedBytes = 0
  #receiver: Receiver | undefined
  /** Where frames go now, and how. */
  #response: ServerResponse | undefined
  #receiving: Receiving
  #idleSinceMs: number | undefined
  #isClosed = false
  /** How it was closed, where nobody was there to hear it. */
  #untold: Said | undefined
  #beat: NodeJS.Timeout | undefined
  #beats = true

  constructor(receiving: Receiving, rules: HttpSessionRules) {
    this.kind = receiving.kind
    this.#receiving = receiving
    this.#rules = rules
    this.#posts = new PostedBodies(
      () => Math.min(rules.maxBodyBytes, quotedFactor * (this.#receiver?.maxPieceBytes ?? Infinity)),
      (body, response) => this.#posted(body, response),
    )
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  get idleSinceMs(): number | undefined {
    return this.#idleSinceMs
  }

  /** Opens the session with its first response. */
  open(response: ServerResponse, headers: OutgoingHttpHeaders, accept: Accept, handshake: Handshake): void {
    this.#begin(response, headers, this.#receiving)
    this.#frame('o')
    this.#receiver = accept(this, handshake)
    this.#flush()
  }

  /** A response comes to receive; how it ends is said by the state of the session. */
  attach(response: ServerResponse, headers: OutgoingHttpHeaders, receiving: Receiving): void {
    const { frame } = receiving
    if (this.#isClosed) this.#turnAway(response, headers, frame)
    else if (this.#response) reply(response, 200, frame(closeFrame(anotherOpen)), headers)
    else {
      this.#begin(response, headers, receiving)
      this.#flush()
    }
  }

  post(response: ServerResponse): void {
    this.#posts.add(response)
  }

  send(batch: Batch): boolean {
    for (const frame of batch.frames) {
      if (this.#isClosed) break
      if (this.#queue.length >= this.#rules.maxQueuedMessages) this.close(1002, '')
      else this.#queueUp(frame)
    }
    return true
  }

  get unsentBytes(): number {
    return Math.max(0, this.#queuedBytes - patientBytes) + (this.#response?.writableLength ?? 0)
  }

  pause(): void {
    this.#posts.pause()
  }

  resume(): void {
    this.#posts.resume()
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const said = { code, reason: cutReason(reason) }
    const canWait = code === goingAway && !this.#response
    if (this.#response && !this.#rules.closesWithoutFrame.has(code)) {
      this.#response.write(this.#receiving.frame(closeFrame(said)))
    }
    this.#end()
    this.#idleSinceMs = performance.now()
    this.#queue.length = 0
    this.#queuedBytes = 0
    if (canWait) this.#tellLater(said)
    // Not before the caller is done: whoever closes is often in the middle of something.
    else setImmediate(() => this.#tell(said))
  }

  #tellLater(said: Said): void {
    this.#untold = said
    setTimeout(() => this.#untold && this.#tell(said), nextPollMs).unref()
  }

  expire(): void {
    if (this.#untold) this.#tell(this.#untold)
    else this.close(3000, 'Go away!')
  }

  disableHeartBeat(): void {
    this.#beats = false
    clearTimeout(this.#beat)
    if (this.#response?.destroyed) this.#gaveUp(this.#response)
  }

  /** Who polls is between two polls when the broker stops; it is waited for, to be told so. */
  #turnAway(response: ServerResponse, headers: OutgoingHttpHeaders, frame: Receiving['frame']): void {
    const said = this.#untold
    if (said) response.once('close', () => this.#tell(said))
    reply(response, 200, frame(closeFrame(said ?? { code: 3000, reason: 'Go away!' })), headers)
  }

  #begin(response: ServerResponse, headers: OutgoingHttpHeaders, receiving: Receiving): void {
    // It may be silent until the next heart-beat; the session bounds it.
    response.setTimeout(0)
    response.writeHead(200, headers)
    response.on('close', () => this.#gaveUp(response))
    if (receiving.prelude !== '') response.write(receiving.prelude)
    this.#response = response
    this.#receiving = receiving
    this.#idleSinceMs = undefined
  }

  /**
   * A client that gave a response up is seen when something is to be written, as Spring sees it, and what was written then is
   * lost with the session. Where nothing would ever be written, the session is not kept for ever.
   */
  #gaveUp(response: ServerResponse): void {
    if (this.#response !== response || this.#beats) return
    this.#beat = setTimeout(() => this.close(lost, ''), this.#rules.heartBeatMs)
  }

  #end(): void {
    clearTimeout(this.#beat)
    // Nobody else looks after it from here on.
    this.#response?.setTimeout(unreadTimeoutMs).end()
    this.#response = undefined
    this.#idleSinceMs ??= performance.now()
  }

  #queueUp(frame: Uint8Array): void {
    this.#queue.push(new Uint8Array(frame))
    this.#queuedBytes += frame.length
    if (this.#receiver) this.#flush()
  }

  #flush(): void {
    if (this.#receiving.isStream) while (this.#response && this.#queue.length > 0) this.#stream()
    else if (this.#response && this.#queue.length > 0)
      this.#frame(`a[${texts(this.#queue.splice(0)).join(',')}]`)
    if (this.#queue.length === 0) this.#queuedBytes = 0
    this.#awaitBeat()
  }

  #stream(): void {
    const message = this.#queue.shift()!
    this.#queuedBytes -= message.length
    this.#frame(`a[${texts([message]).join()}]`)
    this.#streamedBytes += message.length + 'a[]\n'.length
    if (this.#streamedBytes < this.#rules.maxStreamBytes) return
    this.#streamedBytes = 0
    this.#end()
  }

  /** A poll ends with its first frame. */
  #frame(content: string): void {
    if (this.#response?.destroyed) return this.close(lost, '')
    this.#response?.write(this.#receiving.frame(content))
    if (!this.#receiving.isStream) this.#end()
  }

  #awaitBeat(): void {
    clearTimeout(this.#beat)
    if (!this.#response || !this.#beats) return
    this.#beat = setTimeout(() => {
      this.#frame('h')
      this.#awaitBeat()
    }, this.#rules.heartBeatMs)
  }

  #posted(body: Uint8Array | undefined, response: ServerResponse): void {
    if (!body) return this.#refuseLong(response)
    const list = readList(textOf(body), this.#rules.behindArray)
    if (list === 'too-many') return reply(response, 413, 'Too many messages at once.')
    if (typeof list === 'string') return reply(response, 500, this.#rules.payloadTexts[list])
    for (const message of list.messages) this.#receiver?.receive(message, 'text')
    if (!list.hasNull) return reply(response, 204, '', { 'Content-Type': 'text/plain;charset=UTF-8' })
    if (this.#rules.failureIsCached) response.removeHeader('Cache-Control')
    answerError(response, 500)
  }

  #refuseLong(response: ServerResponse): void {
    const maxPieceBytes = this.#receiver?.maxPieceBytes ?? Infinity
    reply(response, 413, 'The body is too long.')
    if (quotedFactor * maxPieceBytes < this.#rules.maxBodyBytes) this.#receiver?.overflow?.(maxPieceBytes)
  }

  #tell({ code, reason }: Said): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    this.#untold = undefined
    receiver?.closed(code, reason)
  }
}

/** The client went without a goodbye. */
const lost = 1006
/** Who polls comes again at once; who does not come in this time has gone. */
const nextPollMs = 2_000

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const textOf = (bytes: Uint8Array): string => decoder.decode(bytes)
const texts = (items: readonly Uint8Array[]): string[] => items.map(textOf)
