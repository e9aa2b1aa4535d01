import type { Inbound } from '../core/ports.ts'
import type { DestinationTemplate } from './destination-template.ts'
import type { ReplyRoute, UserReplyOptions } from './mappings.ts'
import { encodeBody, type Outgoing, post, type SendHeaders } from './outgoing.ts'
import type { ParamCoding } from './param-coding.ts'
import type { Params } from './path-params.ts'
import { type RouteRules, replyTemplate } from './route-rules.ts'
import { absolute, userPath } from './user-path.ts'

interface UserTarget {
  /** Undefined: `/queue` + path. */
  readonly destination: DestinationTemplate | undefined
  readonly isBroadcast: boolean
}

/** How whoever asked tells the answers apart. */
function correlation({ headers }: Inbound): SendHeaders | undefined {
  const id = headers.get('correlation-id')
  return id === undefined ? undefined : { 'correlation-id': id }
}

/** Where an answer goes, as `sendTo` and `sendToUser` said. */
export class ReplyTargets implements ReplyRoute {
  readonly #rules: RouteRules
  readonly #variables: readonly string[]
  /** Undefined: `/topic` + path. */
  readonly #topics: (DestinationTemplate | undefined)[] = []
  readonly #users: UserTarget[] = []
  #isNamed = false

  constructor(variables: readonly string[], rules: RouteRules) {
    this.#variables = variables
    this.#rules = rules
  }

  /** Whether anything was said, if only that the default is meant. */
  get isSaid(): boolean {
    return this.#topics.length + this.#users.length > 0
  }

  /** Whether a destination was named. */
  get isNamed(): boolean {
    return this.#isNamed
  }

  sendTo(...destinations: readonly string[]): this {
    if (destinations.length === 0) this.#topics.push(undefined)
    for (const destination of destinations) this.#topics.push(this.#template('sendTo', destination))
    return this
  }

  sendToUser(destination?: string | readonly string[], { broadcast = true }: UserReplyOptions = {}): this {
    const named = destination === undefined ? [] : [destination].flat()
    const templates = named.map((text) => this.#template('sendToUser', absolute(text)))
    for (const each of templates.length === 0 ? [undefined] : templates)
      this.#users.push({ destination: each, isBroadcast: broadcast })
    return this
  }

  #template(call: 'sendTo' | 'sendToUser', text: string): DestinationTemplate {
    const template = replyTemplate(call, text, this.#variables, this.#rules)
    this.#isNamed = true
    return template
  }

  /** @throws Error when a destination leads nowhere. */
  send(value: unknown, inbound: Inbound, params: Params<string>, coding: ParamCoding): void {
    const outgoing = encodeBody(
      value,
      this.#rules.answers === 'correlated' ? correlation(inbound) : undefined,
    )
    const fill = (template: DestinationTemplate | undefined): string | undefined =>
      template && coding.fill(template, params)
    for (const { destination, isBroadcast } of this.#users)
      this.#sendToUser(fill(destination), isBroadcast, outgoing, inbound)
    if (this.#users.length > 0 && this.#topics.length === 0) return
    const { publish, session, path } = inbound
    for (const template of this.#topics.length > 0 ? this.#topics : [undefined])
      post(publish, fill(template) ?? `/topic${absolute(path)}`, outgoing, session.id)
  }

  /** Who has no name is called by the session's id. */
  #sendToUser(
    destination: string | undefined,
    isBroadcast: boolean,
    outgoing: Outgoing,
    { publish, session, path }: Inbound,
  ): void {
    const userName = session.user?.name
    const to = userPath(
      this.#rules.userPrefix,
      userName ?? session.id,
      destination ?? `/queue${absolute(path)}`,
    )
    post(publish, to, outgoing, isBroadcast && userName !== undefined ? undefined : session.id)
  }
}
