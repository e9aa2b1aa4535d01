import type { BodyOption } from './body.ts'
import type { CommandChannel, RpcChannel, TopicChannel } from './channels.ts'
import type { MessageContext } from './context.ts'
import type { Fillable, Params, PathParams, VariablesOf } from './path-params.ts'
import type { StandardSchemaV1 } from './standard-schema.ts'

/** What a handler gets, by the names of its pattern's variables. */
type Context<Variables extends string, Body> = MessageContext<Params<Variables>, Body>

/** What comes when nothing says what: as loose as JSON is. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a client sends is not known to the compiler
type AnyBody = any

/**
 * User code for one pattern. May be async; a session's next frame waits until it is done. What it returns is sent on.
 * To name the type of a body that nothing checks: `({ body }: MessageContext<PathParams<'/post'>, Post>)`.
 */
export type Handler<Pattern extends string, Body = AnyBody, Reply = unknown> = (
  context: MessageContext<PathParams<Pattern>, Body>,
) => Reply

/** What `body: option` makes of a body. */
export type BodyOf<Option extends BodyOption> = Option extends 'text'
  ? string
  : Option extends 'bytes'
    ? Uint8Array
    : Option extends StandardSchemaV1
      ? NonNullable<Option['~standard']['types']>['output']
      : AnyBody

/** How a route takes its messages. */
export interface RouteOptions<Option extends BodyOption> {
  /**
   * `json`, `text` and `bytes` convert by content-type, as Spring does for an object, a String and a byte[]; a schema gets the JSON.
   * The handler is only called with a body that could be converted.
   */
  readonly body: Option
}

/** To which sessions of a user an answer goes. */
export interface UserReplyOptions {
  /** False: only the session that the message came from, not all of its user. Default true. */
  readonly broadcast?: boolean
}

declare const reply: unique symbol

/** Where it goes what a handler returns: without a word to `/topic` + path. Undefined and null go nowhere. `{name}` is filled from the pattern. */
export interface ReplyRoute<Variables extends string = string, Reply = unknown> {
  /** Only for the compiler; see {@link ReplyOf}. */
  readonly [reply]?: Reply
  /** To each of these; to `/topic` + path if there is none. @throws TypeError for a destination that nobody could subscribe to. */
  sendTo<const To extends string>(...destinations: readonly Fillable<To, Variables>[]): this
  /**
   * To the sessions of whoever sent the message, at the user prefix + destination; `/queue` + path if none is given. Who has
   * no name gets it in the session it came from.
   * @throws TypeError as above.
   */
  sendToUser<const To extends string>(
    destination?: Fillable<To, Variables> | readonly Fillable<To, Variables>[],
    options?: UserReplyOptions,
  ): this
}

/** What a route's handler answers. */
export type ReplyOf<Route extends ReplyRoute> = Route extends ReplyRoute<string, infer Reply> ? Reply : never

/** Routes below a prefix whose variables are theirs too. */
export interface Mappings<Variables extends string = never> {
  /** Takes SEND to an application prefix + pattern: `/room/{id}`, `/page/{n:[0-9]+}`, `/files/**`. @throws TypeError for a pattern that cannot work. */
  message<const Pattern extends string, Reply>(
    pattern: Pattern,
    handler: (context: Context<Variables | VariablesOf<Pattern>, AnyBody>) => Reply,
  ): ReplyRoute<Variables | VariablesOf<Pattern>, Awaited<Reply>>
  message<const Pattern extends string, const Option extends BodyOption, Reply>(
    pattern: Pattern,
    options: RouteOptions<Option>,
    handler: (context: Context<Variables | VariablesOf<Pattern>, BodyOf<Option>>) => Reply,
  ): ReplyRoute<Variables | VariablesOf<Pattern>, Awaited<Reply>>
  /**
   * Takes what clients send on a channel of the SDK's, below this router. Its body is what the schema makes of it, its params are as the
   * client filled them in. @throws TypeError for a channel behind no application prefix, and one that is asked by SUBSCRIBE.
   */
  message<Template extends string, Body, Reply>(
    channel: TopicChannel<Template, unknown, Body> | CommandChannel<Template, unknown, Body>,
    handler: (context: Context<VariablesOf<Template>, Body>) => Reply,
  ): ReplyRoute<VariablesOf<Template>, Awaited<Reply>>
  /** Takes a question, and sends the answer to the channel's `replyTo`, in the session that asked. */
  message<Template extends string, Question, Reply>(
    channel: RpcChannel<Template, Question, Reply>,
    handler: (
      context: Context<VariablesOf<Template>, Question>,
    ) => NoInfer<Reply> | PromiseLike<NoInfer<Reply>>,
  ): ReplyRoute<VariablesOf<Template>, Reply>
  /** Takes SUBSCRIBE to an application prefix + pattern: what the handler returns goes to that subscriber, once, unless the route says where. */
  subscribe<const Pattern extends string, Reply>(
    pattern: Pattern,
    handler: (context: Context<Variables | VariablesOf<Pattern>, AnyBody>) => Reply,
  ): ReplyRoute<Variables | VariablesOf<Pattern>, Awaited<Reply>>
  subscribe<const Pattern extends string, const Option extends BodyOption, Reply>(
    pattern: Pattern,
    options: RouteOptions<Option>,
    handler: (context: Context<Variables | VariablesOf<Pattern>, BodyOf<Option>>) => Reply,
  ): ReplyRoute<Variables | VariablesOf<Pattern>, Awaited<Reply>>
  /** Takes SUBSCRIBE to a channel: an `rpc` without `replyTo`, or a topic behind an application prefix. @throws TypeError as above. */
  subscribe<Template extends string, Reply>(
    channel: RpcChannel<Template, unknown, Reply> | TopicChannel<Template, Reply>,
    handler: (
      context: Context<VariablesOf<Template>, unknown>,
    ) => NoInfer<Reply> | PromiseLike<NoInfer<Reply>>,
  ): ReplyRoute<VariablesOf<Template>, Reply>
  /**
   * Takes what a route here or below throws, if it is of this class or was caused by one that is: the closest class of the closest
   * router. Then the client is not told, but by what the handler returns, which goes where a route's answer would.
   */
  catch<Problem extends Error, Reply>(
    type: abstract new (...args: never[]) => Problem,
    handler: (error: Problem, context: Context<Variables, AnyBody>) => Reply,
  ): ReplyRoute<Variables, Awaited<Reply>>
  /** Routes below a prefix, to any depth. */
  router<const Prefix extends string>(
    prefix: Prefix,
    define: (router: Router<Variables | VariablesOf<Prefix>>) => void,
  ): void
}

/** Its `sendTo` and `sendToUser` hold for all routes below that say nothing themselves. */
export interface Router<Variables extends string = string>
  extends Mappings<Variables>, ReplyRoute<Variables> {}
