import type { Channel, ChannelMap, NoChannels, Topic } from './channels/channel.ts'
import { fillDestination } from './channels/template.ts'
import { validate } from './channels/validate.ts'
import type { SchemaResult, StandardSchema } from './channels/standard-schema.ts'
import { Connection } from './connection/connection.ts'
import type { ConnectionState, StateOf, Status } from './connection/state.ts'
import { InvalidBodyError, TransactionError, type NotSentError } from './errors.ts'
import { InOrder } from './in-order.ts'
import { onAbort } from './on-abort.ts'
import { withDefaults, type ClientOptions, type Settings } from './options.ts'
import type { RequestOptions } from './sending/request.ts'
import { Requests } from './sending/requests.ts'
import type { SendOptions, SendOutcome } from './sending/send-options.ts'
import { letter, Sender, type Letter } from './sending/sender.ts'
import { OpenTransaction, type TransactionSendOptions } from './sending/transaction.ts'
import type { ConnectOptions, MessageHandler, StompClient } from './stomp-client.ts'
import { Handle, type Reading } from './subscriptions/handle.ts'
import type { SubscribeOptions, Subscription } from './subscriptions/subscription.ts'
import { Subscriptions } from './subscriptions/subscriptions.ts'

/** Creates a client that is not connected yet. @throws TypeError for options that cannot work. */
export function createClient<const C extends ChannelMap = NoChannels>(
  url: string,
  options: ClientOptions<C> = {},
): StompClient<C> {
  // The class takes any name; which ones there are, and with what, is for the compiler to say.
  return new ChannelClient(withDefaults(url, options), options.channels ?? {}) as unknown as StompClient<C>
}

/** Creates a client and connects it. @throws ConnectError */
export async function connect<const C extends ChannelMap = NoChannels>(
  url: string,
  options: ClientOptions<C> = {},
): Promise<StompClient<C>> {
  const client = createClient(url, options)
  await client.connect()
  return client
}

type Values = Readonly<Record<string, string | number>>

interface WithParams {
  readonly params?: Values
}

class ChannelClient implements StompClient<ChannelMap> {
  readonly #channels: ChannelMap
  readonly #connection: Connection
  readonly #subscriptions: Subscriptions
  readonly #sender: Sender
  readonly #requests: Requests
  readonly #checking = new InOrder()
  #transactions = 0

  constructor(settings: Settings, channels: ChannelMap) {
    this.#channels = channels
    this.#connection = new Connection(settings, {
      connected: (session) => {
        void this.#subscriptions.connected(session).then(() => this.#sender.connected(session))
      },
      received: (frame) => this.#subscriptions.received(frame),
      lost: (reason, final) => {
        // In this order: what listeners of `interrupted` still send is handed back too.
        this.#subscriptions.lost(reason)
        this.#sender.lost(reason, final)
        if (final) this.#requests.ended(reason)
      },
    })
    this.#subscriptions = new Subscriptions(this.#connection.habit)
    this.#sender = new Sender(this.#connection, settings.outbox)
    this.#requests = new Requests(this.#subscriptions, this.#sender)
  }

  get state(): ConnectionState {
    return this.#connection.state.current
  }

  onStateChange(listener: (state: ConnectionState) => void): () => void {
    return this.#connection.state.onChange(listener)
  }

  when<S extends Status>(status: S, { signal }: { signal?: AbortSignal } = {}): Promise<StateOf<S>> {
    const isIn = (state: ConnectionState): state is StateOf<S> => state.status === status
    return this.#connection.state.until(isIn, signal)
  }

  connect({ keepTrying = false, signal }: ConnectOptions = {}): Promise<void> {
    return this.#connection.connect(keepTrying, signal)
  }

  disconnect(): Promise<void> {
    this.#subscriptions.flush()
    return this.#connection.disconnect()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect()
  }

  subscribe<T>(
    name: string,
    handlerOrOptions?: MessageHandler<T> | (SubscribeOptions & WithParams),
    optionsAfter?: SubscribeOptions & WithParams,
  ): Subscription<T> {
    const handler = typeof handlerOrOptions === 'function' ? handlerOrOptions : undefined
    const options = (handler ? optionsAfter : (handlerOrOptions as SubscribeOptions & WithParams)) ?? {}
    const { destination, channel } = this.#resolve(name, options.params, 'topic')
    const { signal, buffer = { max: 1_000, overflow: 'end' } } = options
    const { ack = options.headers?.['ack'] } = options
    const headers = { ...options.headers, ...(ack !== undefined && { ack }) }
    const handle = new Handle<T>(destination, buffer, readingOf(channel))
    if (handler) handle.on('message', handler)
    if (signal?.aborted) {
      handle.unsubscribe()
      return handle
    }
    const shared = ack === undefined || ack === 'auto'
    const leave = this.#subscriptions.add(destination, headers, shared, handle)
    const unheed = onAbort(signal, () => handle.unsubscribe())
    handle.join(() => {
      unheed()
      leave()
    })
    return handle
  }

  async send(name: string, body?: unknown, options: SendOptions & WithParams = {}): Promise<SendOutcome> {
    const { destination, channel } = this.#resolve(name, options.params, 'topic or command')
    return this.#checking.pass(validate<unknown>(schemaOf(channel), body), (result) => {
      approved(result, 'to', destination, body)
      this.#subscriptions.flush()
      return this.#sender.send(letter(destination, body, options.headers), options)
    })
  }

  async request<T>(name: string, body?: unknown, options: RequestOptions & WithParams = {}): Promise<T> {
    const { destination, channel } = this.#resolve(name, options.params, 'rpc')
    const rpc = channel?.kind === 'rpc' ? channel : undefined
    const asked = await validate<unknown>(rpc?.request, body)
    approved(asked, 'to', destination, body)
    const replyTo = options.replyTo ?? rpc?.replyTo
    const asking = this.#requests.ask(destination, body, options, replyTo)
    if (this.state.status === 'closed') this.#requests.ended(this.state.reason)
    const answer = await asking
    const read = await validate<unknown>(rpc?.reply, answer.body)
    return approved(read, 'from', destination, answer.body) as T
  }

  begin(): OpenTransaction {
    const { session, reason, habit } = this.#connection
    if (!session) throw new TransactionError(`No transaction: the client is ${this.state.status}.`, reason)
    return new OpenTransaction(`tx-${this.#transactions++}`, session, habit, (name, body, options) =>
      this.#addressed(name, body, options),
    )
  }

  onNotSent(listener: (error: NotSentError) => void): () => void {
    return this.#sender.onNotSent(listener)
  }

  #addressed(name: string, body: unknown, options: TransactionSendOptions & WithParams): Letter {
    const { destination, channel } = this.#resolve(name, options.params, 'topic or command')
    const checked = validate<unknown>(schemaOf(channel), body)
    if (checked instanceof Promise)
      throw new TypeError(`A transaction cannot wait for the schema of ${name}.`)
    approved(checked, 'to', destination, body)
    this.#subscriptions.flush()
    return letter(destination, body, options.headers)
  }

  #resolve(name: string, params: Values | undefined, kinds: string): Address {
    const channel = this.#channels[name]
    if (channel && kinds.includes(channel.kind))
      return { destination: fillDestination(channel.destination, params), channel }
    if (typeof name === 'string' && name.startsWith('/')) return { destination: name, channel: undefined }
    const known = Object.keys(this.#channels).join(', ') || 'this client'
    throw new TypeError(`${JSON.stringify(name)} is no ${kinds} of ${known}; a destination starts with "/".`)
  }
}

interface Address {
  readonly destination: string
  readonly channel: Channel | undefined
}

const schemaOf = (channel: Channel | undefined): StandardSchema | undefined =>
  channel && 'schema' in channel ? channel.schema : undefined

/** @throws InvalidBodyError */
function approved(
  result: SchemaResult<unknown>,
  direction: 'to' | 'from',
  destination: string,
  body: unknown,
): unknown {
  if (result.issues) throw new InvalidBodyError(direction, destination, body, result.issues)
  return result.value
}

function readingOf(channel: Channel | undefined): Reading | undefined {
  const schema = schemaOf(channel)
  return schema && { schema, onInvalid: (channel as Topic).onInvalid }
}
