import { behindPrefix } from '../destination/prefixes.ts'
import type { Publish } from '../core/ports.ts'
import { type ChannelOptions, fillChannel, type TopicChannel } from './channels.ts'
import { encodeBody, post, type SendHeaders } from './outgoing.ts'
import { type UserMessageOptions, userPath } from './user-path.ts'

/** Of a message by a channel. */
interface ChannelSendOptions {
  readonly headers?: SendHeaders
}

/** Sends to a topic. Strings as text, bytes as they are, the rest as JSON. */
export interface Send {
  /** @throws TypeError for a parameter that is missing, too many, or nothing to fill in. */
  <Template extends string, Body>(
    channel: TopicChannel<Template, Body>,
    body: NoInfer<Body>,
    ...options: ChannelOptions<Template, ChannelSendOptions>
  ): void
  /** @throws Error when the destination is none. */
  (destination: string, body: unknown, headers?: SendHeaders): void
}

/** Sends to the sessions of a user, who subscribe to the user prefix + destination. */
export interface SendToUser {
  /** @throws TypeError as {@link Send}, and for a channel that is not behind the user prefix. */
  <Template extends string, Body>(
    userName: string,
    channel: TopicChannel<Template, Body>,
    body: NoInfer<Body>,
    ...options: ChannelOptions<Template, UserMessageOptions>
  ): void
  /** @throws Error when the destination is none. TypeError for a name that holds `%2F`. */
  (userName: string, destination: string, body: unknown, options?: UserMessageOptions): void
}

type Params = Parameters<typeof fillChannel>[1]
interface Options extends UserMessageOptions {
  readonly params?: NonNullable<Params>
}

export const sendBy =
  (publish: Publish): Send =>
  (to: string | TopicChannel, body: unknown, more?: SendHeaders | Options) => {
    if (typeof to === 'string') return post(publish, to, encodeBody(body, more as SendHeaders))
    const { params, headers } = (more ?? {}) as Options
    return post(publish, fillChannel(to.destination, params), encodeBody(body, headers))
  }

export const sendToUserBy =
  (publish: Publish, userPrefix: string): SendToUser =>
  (userName: string, to: string | TopicChannel, body: unknown, options: Options = {}) => {
    const { params, headers, sessionId } = options
    const destination = typeof to === 'string' ? to : ownDestination(to, userPrefix, params)
    post(publish, userPath(userPrefix, userName, destination), encodeBody(body, headers), sessionId)
  }

function ownDestination({ destination }: TopicChannel, userPrefix: string, params: Params): string {
  const own = behindPrefix(fillChannel(destination, params), [userPrefix])
  if (own !== undefined) return own
  throw new TypeError(
    `The channel ${destination} is nobody's own: it is not behind the user prefix ${userPrefix}.`,
  )
}
