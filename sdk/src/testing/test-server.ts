import type { StompHeaders } from '../wire/headers.ts'
import { Line, type Resolve } from './line.ts'
import { nobodyThere, ServerSession, type Broker } from './server-session.ts'
import type {
  ClientCommand,
  ErrorFrame,
  Handler,
  ReceivedFrame,
  SessionActions,
  TestSession,
} from './test-session.ts'
import { neverCame, type Wanted } from './never-came.ts'
import { afterRealTime } from './real-time.ts'
import { TestSocket } from './test-socket.ts'

/** What the server does otherwise than by default. */
export interface TestServerOptions {
  /** `disconnect-only` plays Spring's simple broker. Default `all`. */
  receipts?: 'all' | 'disconnect-only'
  /** Beside, and instead of, those that CONNECTED has anyway. */
  connectedHeaders?: StompHeaders
  /**
   * What CONNECTED offers, in both directions. The server has no timer: it answers each heart-beat of a client with one of its
   * own. Default 0: off.
   */
  heartBeatMs?: number
}

/** How long `next` waits. */
export interface NextOptions {
  /** Milliseconds of real time, also under a fake clock, after which it rejects. `Infinity` waits for ever. Default 4000. */
  timeoutMs?: number
}

/** A STOMP server in memory. What goes between it and its clients goes in order, in microtasks; it has no timers but those of `next`. */
export interface TestServer extends SessionActions {
  /** An address to give a client; nobody looks at it. */
  readonly url: string
  /** For the `webSocket` option of a client, whatever its address. */
  readonly webSocket: (url?: string, protocols?: string[]) => TestSocket
  /** Those that are connected now. */
  readonly sessions: readonly TestSession[]
  /** Every frame so far, of all sessions, in the order they came. */
  readonly received: readonly ReceivedFrame[]
  /** How many sockets were asked for so far, those that did not open among them. */
  readonly attempts: number
  /** Takes SEND and SUBSCRIBE for a destination; such a SEND goes to no subscriber by itself. The last one given counts. */
  on<T = unknown>(destination: string, handler: Handler<T>): void
  /**
   * The first frame that no `next` has given yet, or the next that comes.
   * @throws Error that says what came instead, when it does not come in time; and what a handler throws meanwhile.
   */
  next<T = unknown>(
    command: ClientCommand,
    destination?: string,
    options?: NextOptions,
  ): Promise<ReceivedFrame<T>>
  /** Resolves when nothing is on its way any more. Timers are not waited for. @throws what a handler throws meanwhile. */
  settled(): Promise<void>
  /** Takes everything and says nothing, until `unmute()`; then it says it all. */
  mute(): void
  /** Says what it has kept to itself, and what comes. */
  unmute(): void
  /** Answers CONNECT with ERROR, this many times. */
  refuse(times: number, error?: ErrorFrame): void
  /** Sockets do not open, this many times. */
  unreachable(times: number): void
}

/** Each test should have its own. There is nothing to close. */
export function createTestServer(options: TestServerOptions = {}): TestServer {
  return new MemoryServer(options)
}

interface Waiting extends Wanted {
  readonly resolve: Resolve<ReceivedFrame>
}

class MemoryServer implements TestServer, Broker {
  readonly url = 'ws://stomp.test/'
  readonly line = new Line()
  readonly receipts: 'all' | 'disconnect-only'
  readonly connectedHeaders: StompHeaders
  readonly heartBeatMs: number
  readonly received: ReceivedFrame[] = []
  attempts = 0
  readonly #connections = new Set<ServerSession>()
  readonly #handlers = new Map<string, Handler>()
  readonly #untaken = new Set<ReceivedFrame>()
  readonly #waiting = new Set<Waiting>()
  #held: (() => void)[] | undefined
  #refusals = 0
  #refusal: ErrorFrame = {}
  #failures = 0
  #sessionIds = 0

  constructor({ receipts = 'all', connectedHeaders = {}, heartBeatMs = 0 }: TestServerOptions) {
    this.receipts = receipts
    this.connectedHeaders = connectedHeaders
    this.heartBeatMs = heartBeatMs
  }

  readonly webSocket = (url = this.url, [protocol = '']: string[] = []): TestSocket => {
    this.attempts++
    const socket = new TestSocket(url, protocol, this.line, (it) => new ServerSession(it, this))
    const fails = this.#failures-- > 0
    this.line.put(() => (fails ? socket.fails('the test server is unreachable') : socket.opens()))
    return socket
  }

  get sessions(): readonly TestSession[] {
    return [...this.#connections].filter((session) => session.isConnected)
  }

  on<T>(destination: string, handler: Handler<T>): void {
    this.#handlers.set(destination, handler as Handler)
  }

  next<T>(
    command: ClientCommand,
    destination?: string,
    { timeoutMs = 4000 }: NextOptions = {},
  ): Promise<ReceivedFrame<T>> {
    return this.line.promise<ReceivedFrame>((resolve, reject) => {
      const frame = [...this.#untaken].find((each) => fits({ command, destination }, each))
      if (frame) {
        this.#untaken.delete(frame)
        resolve(frame)
        return
      }
      const cancel = afterRealTime(timeoutMs, () => {
        this.#waiting.delete(waiting)
        reject(neverCame(waiting, timeoutMs, this.received, this.#untaken))
      })
      const waiting: Waiting = {
        command,
        destination,
        resolve: (value) => {
          cancel()
          return resolve(value)
        },
      }
      this.#waiting.add(waiting)
    }) as Promise<ReceivedFrame<T>>
  }

  settled(): Promise<void> {
    return this.line.settled()
  }

  deliver(destination: string, body?: unknown, headers?: StompHeaders): number {
    const there = this.#subscribedTo(destination)
    if (there.length === 0) throw nobodyThere(destination, this.sessions)
    return there.reduce((count, session) => count + session.deliver(destination, body, headers), 0)
  }

  error(error?: ErrorFrame): void {
    for (const session of this.#connections) session.error(error)
  }

  close(code?: number, reason?: string): void {
    for (const session of this.#connections) session.close(code, reason)
  }

  drop(): void {
    for (const session of this.#connections) session.drop()
  }

  mute(): void {
    this.#held ??= []
  }

  unmute(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const carry of held) this.line.put(carry)
  }

  refuse(times: number, error: ErrorFrame = {}): void {
    this.#refusals = times
    this.#refusal = error
  }

  unreachable(times: number): void {
    this.#failures = times
  }

  opened(session: ServerSession): void {
    this.#connections.add(session)
  }

  ended(session: ServerSession): void {
    this.#connections.delete(session)
  }

  say(carry: () => void): void {
    if (this.#held) this.#held.push(carry)
    else this.line.put(carry)
  }

  heard(frame: ReceivedFrame): void {
    this.received.push(frame)
    for (const waiting of this.#waiting) {
      if (!fits(waiting, frame)) continue
      this.#waiting.delete(waiting)
      if (waiting.resolve(frame)) return
    }
    this.#untaken.add(frame)
  }

  refusal(): ErrorFrame | undefined {
    return this.#refusals-- > 0 ? this.#refusal : undefined
  }

  newSessionId(): string {
    return `session-${++this.#sessionIds}`
  }

  handler(destination: string): Handler | undefined {
    return this.#handlers.get(destination)
  }

  publish(destination: string, frame: ReceivedFrame): void {
    for (const session of this.#subscribedTo(destination)) session.forward(destination, frame)
  }

  #subscribedTo(destination: string): ServerSession[] {
    return [...this.#connections].filter((session) => session.subscribedTo(destination).length > 0)
  }
}

const fits = ({ command, destination }: Wanted, frame: ReceivedFrame): boolean =>
  frame.command === command && (destination === undefined || frame.destination === destination)
