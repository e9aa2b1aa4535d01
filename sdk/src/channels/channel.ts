import type { StandardSchema } from './standard-schema.ts'

/**
 * What happens to a message whose body does not match. `drop`: it is told to `invalid` listeners, or reported when there are none.
 * `deliver`: it comes as it is, with its `issues`. `end`: the subscription ends with an `InvalidBodyError`.
 */
export type OnInvalid = 'drop' | 'deliver' | 'end'

/** Something to subscribe and to send to. `In` is what is sent, `Out` what arrives. */
export interface Topic<Template extends string = string, In = unknown, Out = unknown> {
  /** What makes it one. */
  readonly kind: 'topic'
  /** Starts with `/`. `{names}` are filled from the `params` of each call. */
  readonly destination: Template
  /** Checks and makes what arrives; checks what is sent. Undefined: only its types are known. */
  readonly schema: StandardSchema<In, Out> | undefined
  /** For what arrives and does not match. */
  readonly onInvalid: OnInvalid
}

/** Something to send to only: a route of the application, such as `/pub/chat/message`. */
export interface Command<Template extends string = string, In = unknown, Out = unknown> {
  /** What makes it one. */
  readonly kind: 'command'
  /** Starts with `/`. `{names}` are filled from the `params` of each call. */
  readonly destination: Template
  /** Checks what is sent. Undefined: only its types are known. */
  readonly schema: StandardSchema<In, Out> | undefined
}

/** A question with an answer. `Asked` is sent and `Question` read; `Reply` is what is answered, and `Answer` what arrives. */
export interface Rpc<
  Template extends string = string,
  Asked = unknown,
  Answer = unknown,
  Question = Asked,
  Reply = Answer,
> {
  /** What makes it one. */
  readonly kind: 'rpc'
  /** Starts with `/`. `{names}` are filled from the `params` of each call. */
  readonly destination: Template
  /** Checks what is asked. Undefined: only its types are known. */
  readonly request: StandardSchema<Asked, Question> | undefined
  /** Checks and makes the answer. Undefined: only its types are known. */
  readonly reply: StandardSchema<Reply, Answer> | undefined
  /** Where the answer comes, such as `/user/queue/replies`. Without it: subscribing to the destination is the question. */
  readonly replyTo: string | undefined
}

/** What a destination takes and gives. */
export type Channel = Topic | Command | Rpc
/** Channels by their names. */
export type ChannelMap = Readonly<Record<string, Channel>>
/** A client that was given none: destinations are any strings. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- empty is what it is
export type NoChannels = Readonly<Record<never, never>>

type Names<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never

/** The values for the `{names}` of a template. */
export type Params<Template extends string> = Readonly<Record<Names<Template>, string | number>>

type OfKind<C extends ChannelMap, Kind extends Channel['kind']> = {
  [Key in keyof C as C[Key] extends { readonly kind: Kind } ? Key : never]: C[Key]
}

// As objects, because behind `keyof` an error of the compiler lists the keys.
export type Topics<C extends ChannelMap> = OfKind<C, 'topic'>
export type Sendables<C extends ChannelMap> = OfKind<C, 'topic' | 'command'>
export type Rpcs<C extends ChannelMap> = OfKind<C, 'rpc'>

/** A destination starts with `/`, a channel key never does. */
export type DestinationBeside<C extends ChannelMap> = keyof C extends never ? string : `/${string}`

/** What arrives on a channel. */
type Incoming<C> = C extends Topic<string, unknown, infer Out> ? Out : never
/** What is sent to a channel. */
export type Outgoing<C> =
  C extends Topic<string, infer In> ? In : C extends Command<string, infer In> ? In : never
export type Asked<C> = C extends Rpc<string, infer Question, unknown, unknown, unknown> ? Question : never
type Answer<C> = C extends Rpc<string, unknown, infer Reply, unknown, unknown> ? Reply : never

/** Named, because an error of the compiler then says what is missing. */
interface NeedsParams<Template extends string> {
  readonly params: Params<Template>
}

/** `params` is there when, and only when, the destination has parts to fill in. */
type WithParams<C, Options> = C extends { readonly destination: infer Template extends string }
  ? [Names<Template>] extends [never]
    ? [options?: Options]
    : [options: Options & NeedsParams<Template>]
  : never

type WithBody<C, Body, Options> =
  WithParams<C, Options> extends [options: infer Needed]
    ? [body: Body, options: Needed]
    : undefined extends Body
      ? [body?: Body, options?: Options]
      : [body: Body, options?: Options]

// For `Key`, which is a channel's or a destination.
export type IncomingOf<C extends ChannelMap, Key, Named> = Key extends keyof C ? Incoming<C[Key]> : Named
export type AnswerOf<C extends ChannelMap, Key, Named> = Key extends keyof C ? Answer<C[Key]> : Named
export type SubscribeRest<C extends ChannelMap, Key, Options> = Key extends keyof C
  ? WithParams<C[Key], Options>
  : [options?: Options]
export type SendRest<C extends ChannelMap, Key, Options> = Key extends keyof C
  ? WithBody<C[Key], Outgoing<C[Key]>, Options>
  : [body?: unknown, options?: Options]
export type RequestRest<C extends ChannelMap, Key, Options> = Key extends keyof C
  ? WithBody<C[Key], Asked<C[Key]>, Options>
  : [body?: unknown, options?: Options]
