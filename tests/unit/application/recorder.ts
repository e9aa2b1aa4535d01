import type { App, BrokerEvent, User } from '@stompbox/broker'
import {
  type ApplicationParts,
  RoutedApplication,
} from '../../../broker/src/application/routed-application.ts'
import type { Handled, Inbound, Publish } from '../../../broker/src/core/ports.ts'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { decodeUtf8, encodeUtf8 } from '../../../broker/src/frame/utf8.ts'

export interface Sent {
  readonly to: string
  readonly body: string
  readonly headers: readonly (readonly [string, string])[]
  readonly sessionId: string | undefined
}

export const prefixes = { application: ['/pub'], broker: ['/sub', '/topic', '/queue'], user: '/user' }

export const session = (user?: User, id = 'sid') =>
  ({ id, user, version: '1.2', login: undefined }) as Inbound['session']

interface Circumstances {
  readonly body?: string | Uint8Array
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly user?: User
}

/** An application with nothing around it: what it is asked, and what it sends. */
export class Recorder {
  readonly sent: Sent[] = []
  readonly answers: { readonly body: string; readonly type: string | undefined }[] = []
  readonly events: BrokerEvent[] = []
  readonly application: RoutedApplication

  constructor(define: (app: App) => void, parts: ApplicationParts = {}) {
    this.application = new RoutedApplication({
      prefixes,
      monitor: (event) => this.events.push(event),
      ...parts,
    })
    define(this.application.app)
  }

  readonly publish: Publish = (to, headers, body, _kind, sessionId) =>
    void this.sent.push({ to, body: decodeUtf8(body), headers: [...headers], sessionId })

  message(path: string, circumstances?: Circumstances): Handled {
    return this.application.onMessage(this.#inbound(path, circumstances))
  }

  subscribe(path: string, circumstances?: Circumstances): Handled {
    return this.application.onSubscribe(this.#inbound(path, circumstances))
  }

  /** Destinations and bodies alone. */
  get went(): readonly string[] {
    return this.sent.map(({ to, body }) => `${to} ${body}`)
  }

  #inbound(path: string, { body = 'x', type, headers = {}, user }: Circumstances = {}): Inbound {
    const typed: [string, string][] = type === undefined ? [] : [['content-type', type]]
    return {
      session: session(user),
      path,
      destination: path.startsWith('/') ? `/pub${path}` : `/pub/${path}`,
      headers: HeaderBlock.of([...typed, ...Object.entries(headers)]),
      body: typeof body === 'string' ? encodeUtf8(body) : body,
      publish: this.publish,
      reply: (answer, headers) =>
        void this.answers.push({ body: decodeUtf8(answer), type: new Map(headers).get('content-type') }),
    }
  }
}
