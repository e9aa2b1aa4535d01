import type { Publish } from '../core/ports.ts'
import { encodeBody, post, type SendHeaders } from './outgoing.ts'
import { type UserMessageOptions, userPath } from './user-path.ts'

/** Sends from anywhere in the process. Before the broker is created every send throws; after it is closed nothing happens. */
export interface Template {
  /** @throws Error when the destination is none. */
  convertAndSend(destination: string, payload: unknown, headers?: SendHeaders): void
  /** To the sessions of a user, who subscribe to the user prefix + destination. @throws Error as above; TypeError for a name that holds `%2F`. */
  convertAndSendToUser(
    userName: string,
    destination: string,
    payload: unknown,
    options?: UserMessageOptions,
  ): void
}

/** @throws Error: there is no broker yet. */
const notYet: Publish = () => {
  throw new Error('app.template sends nothing before the broker is created: keep it, and send later.')
}

const noMore: Publish = () => {}

export class PublishingTemplate implements Template {
  readonly #userPrefix: string
  #publish: Publish = notYet

  constructor(userPrefix: string) {
    this.#userPrefix = userPrefix
  }

  /** From here on it sends. */
  open(publish: Publish): void {
    this.#publish = publish
  }

  close(): void {
    this.#publish = noMore
  }

  readonly convertAndSend = (destination: string, payload: unknown, headers?: SendHeaders): void =>
    post(this.#publish, destination, encodeBody(payload, headers))

  readonly convertAndSendToUser = (
    userName: string,
    destination: string,
    payload: unknown,
    { headers, sessionId }: UserMessageOptions = {},
  ): void =>
    post(
      this.#publish,
      userPath(this.#userPrefix, userName, destination),
      encodeBody(payload, headers),
      sessionId,
    )
}
