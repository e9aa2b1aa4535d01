import { behindPrefix } from '../destination/prefixes.ts'
import { DestinationTemplate } from './destination-template.ts'
import { percentEncoded } from './param-coding.ts'
import type { VariablesOf } from './path-params.ts'
import type { RouteRules } from './route-rules.ts'
import type { StandardSchemaV1 } from './standard-schema.ts'

// Channels by their shape: what `topic`, `command` and `rpc` of the client SDK make. `In` is what travels, `Out` what is read.

export interface TopicChannel<Template extends string = string, In = unknown, Out = unknown> {
  readonly kind: 'topic'
  readonly destination: Template
  readonly schema: StandardSchemaV1<In, Out> | undefined
}

export interface CommandChannel<Template extends string = string, In = unknown, Out = unknown> {
  readonly kind: 'command'
  readonly destination: Template
  readonly schema: StandardSchemaV1<In, Out> | undefined
}

/** With `replyTo` asked by SEND, without by SUBSCRIBE. */
export interface RpcChannel<Template extends string = string, Question = unknown, Reply = unknown> {
  readonly kind: 'rpc'
  readonly destination: Template
  readonly request: StandardSchemaV1<unknown, Question> | undefined
  readonly reply: StandardSchemaV1<Reply, unknown> | undefined
  readonly replyTo: string | undefined
}

export type Channel = TopicChannel | CommandChannel | RpcChannel

type Filling<Template extends string> = Readonly<Record<VariablesOf<Template>, string | number>>

/** `params` is there when, and only when, the destination has parts to fill in. */
export type ChannelOptions<Template extends string, Options> = [VariablesOf<Template>] extends [never]
  ? [options?: Options]
  : [options: Options & { readonly params: Filling<Template> }]

/** A channel as a route. */
export interface ChannelRoute {
  /** What the route's pattern is. */
  readonly path: string
  readonly schema: StandardSchemaV1 | undefined
  /** Where the answer goes, behind the user prefix. */
  readonly replyTo: string | undefined
}

type Call = 'message' | 'subscribe'

/** @throws TypeError for a channel by which nothing of this kind comes. */
export function channelRoute(channel: Channel, call: Call, rules: RouteRules): ChannelRoute {
  checkShape(channel, call)
  const { kind, destination } = channel
  const stray = strayFrom(channel, call)
  if (stray !== undefined) throw new TypeError(`${call}: the channel ${destination} ${stray}`)
  const path = behindPrefix(destination, rules.applicationPrefixes, rules.separator)
  if (path === undefined)
    throw new TypeError(
      `${call}: the channel ${destination} is behind no application prefix, so no handler gets it. The prefixes are ${rules.applicationPrefixes.join(' ')}.`,
    )
  if (kind !== 'rpc')
    return { path, schema: call === 'message' ? channel.schema : undefined, replyTo: undefined }
  return { path, schema: channel.request, replyTo: ownReplyTo(channel, rules.userPrefix) }
}

function checkShape(channel: unknown, call: Call): void {
  const isObject = typeof channel === 'object' && channel !== null
  if (isObject && 'kind' in channel && 'destination' in channel) return
  throw new TypeError(`${call} takes a pattern or a channel, not ${isObject ? 'an object' : typeof channel}.`)
}

function strayFrom(channel: Channel, call: Call): string | undefined {
  if (channel.kind === 'topic') return undefined
  const isAskedBySubscribe = channel.kind === 'rpc' && channel.replyTo === undefined
  if (call === 'message' && isAskedBySubscribe)
    return 'has no replyTo, so clients ask by SUBSCRIBE: write subscribe.'
  if (call === 'subscribe' && !isAskedBySubscribe) return 'comes by SEND: write message.'
  return undefined
}

function ownReplyTo({ destination, replyTo }: RpcChannel, userPrefix: string): string | undefined {
  if (replyTo === undefined) return undefined
  const own = behindPrefix(replyTo, [userPrefix])
  if (own !== undefined) return own
  throw new TypeError(
    `message: the channel ${destination} has its answers sent to ${replyTo}, where everybody could listen. Choose a replyTo behind the user prefix ${userPrefix}.`,
  )
}

/** @throws TypeError naming the parameter that is missing, too many, or nothing to fill in. */
export function fillChannel(
  destination: string,
  params: Readonly<Record<string, string | number>> = {},
): string {
  const template = new DestinationTemplate(destination)
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries<unknown>(params)) {
    if (!template.variables.includes(name))
      throw new TypeError(`${destination} has no {${name}} for params.${name}.`)
    const text = typeof value === 'string' || Number.isFinite(value) ? String(value) : ''
    // Between two slashes nothing, or dots alone, are refused.
    if (/^\.{0,2}$|\p{Cs}/u.test(text))
      throw new TypeError(`${destination} cannot be filled with params.${name}: ${JSON.stringify(value)}.`)
    texts[name] = text
  }
  return percentEncoded.fill(template, texts)
}
