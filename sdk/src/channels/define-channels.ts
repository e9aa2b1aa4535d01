import type { Channel, ChannelMap, Command, OnInvalid, Rpc, Topic } from './channel.ts'
import type { StandardSchema } from './standard-schema.ts'

/** Of one topic. */
export interface TopicOptions {
  /** What happens to a message whose body does not match. Default `drop`. */
  onInvalid?: OnInvalid
}

type Slashed = `/${string}`

/** Returns a frozen copy. @throws TypeError for a key that starts with `/`, and for what is no channel. */
export function defineChannels<const C extends ChannelMap>(
  channels: C & { readonly [Key in keyof C as Key extends Slashed ? Key : never]: 'a key without the slash' },
): C {
  for (const [key, channel] of Object.entries<Partial<Channel> | null | undefined>(channels)) {
    if (key.startsWith('/') || !channel?.kind)
      throw new TypeError(`${key} is no channel, or begins with a slash.`)
  }
  return Object.freeze({ ...channels })
}

/** To subscribe and to send to: `topic('/sub/room/{id}', schema)`, or with types only `topic<Message>()('/sub/room/{id}')`. */
export function topic<In, Out = In>(): <const T extends Slashed>(
  destination: T,
  options?: TopicOptions,
) => Topic<T, In, Out>
export function topic<const T extends Slashed, In = unknown, Out = In>(
  destination: T,
  schema?: StandardSchema<In, Out>,
  options?: TopicOptions,
): Topic<T, In, Out>
export function topic(destination?: string, schema?: StandardSchema, options: TopicOptions = {}): unknown {
  if (destination === undefined) return (d: string, o?: TopicOptions) => topic(d as Slashed, undefined, o)
  return channel('topic', destination, { schema, onInvalid: options.onInvalid ?? 'drop' })
}

/** To send to only: `command('/pub/say', schema)`, or with types only `command<Message>()('/pub/say')`. */
export function command<In, Out = In>(): <const T extends Slashed>(destination: T) => Command<T, In, Out>
export function command<const T extends Slashed, In = unknown, Out = In>(
  destination: T,
  schema?: StandardSchema<In, Out>,
): Command<T, In, Out>
export function command(destination?: string, schema?: StandardSchema): unknown {
  if (destination === undefined) return command
  return channel('command', destination, { schema })
}

/**
 * A question with an answer. With `replyTo` a SEND, answered there. Without, a SUBSCRIBE, whose first message is the answer: that
 * carries no body, so there is no `request`. With types only: `rpc<Question, Answer>()('/pub/ask', { replyTo: '/user/queue/replies' })`.
 */
export function rpc<Asked, Answer>(): <const T extends Slashed>(
  destination: T,
  ...options: undefined extends Asked ? [options?: { replyTo?: Slashed }] : [options: { replyTo: Slashed }]
) => Rpc<T, Asked, Answer>
export function rpc<const T extends Slashed, Reply = unknown, Answer = Reply>(
  destination: T,
  options?: { request?: undefined; reply?: StandardSchema<Reply, Answer>; replyTo?: undefined },
): Rpc<T, undefined, Answer, undefined, Reply>
export function rpc<
  const T extends Slashed,
  Asked = unknown,
  Question = Asked,
  Reply = unknown,
  Answer = Reply,
>(
  destination: T,
  options: {
    request?: StandardSchema<Asked, Question>
    reply?: StandardSchema<Reply, Answer>
    replyTo: Slashed
  },
): Rpc<T, Asked, Answer, Question, Reply>
export function rpc(
  destination?: string,
  { request, reply, replyTo }: Partial<Pick<Rpc, 'request' | 'reply' | 'replyTo'>> = {},
): unknown {
  if (destination === undefined) return rpc
  return channel('rpc', destination, { request, reply, replyTo })
}

function channel(kind: Channel['kind'], destination: string, rest: object): object {
  if (!/^\/([^{}]|\{[^{}:/]+\})*$/.test(destination))
    throw new TypeError(`${destination} is no destination of a channel, such as /sub/room/{id}.`)
  return Object.freeze({ kind, destination, ...rest })
}
