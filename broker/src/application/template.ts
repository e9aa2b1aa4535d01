import type { Publish } from '../core/ports.ts'
import { type Send, sendBy, type SendToUser, sendToUserBy } from './send.ts'

/** Sends from anywhere in the process. Before the broker is created every send throws; after it is closed nothing happens. */
export interface Template {
  /** A destination and headers, or a channel and options. @throws Error when the destination is none. */
  readonly convertAndSend: Send
  /** To the sessions of a user, who subscribe to the user prefix + destination. @throws Error as above; TypeError for a name that holds `%2F`. */
  readonly convertAndSendToUser: SendToUser
}

/** @throws Error: there is no broker yet. */
const notYet: Publish = () => {
  throw new Error('app.template sends nothing before the broker is created: keep it, and send later.')
}

const noMore: Publish = () => {}

export class PublishingTemplate implements Template {
  #publish: Publish = notYet
  readonly convertAndSend: Send
  readonly convertAndSendToUser: SendToUser

  constructor(userPrefix: string) {
    const publish: Publish = (...message) => this.#publish(...message)
    this.convertAndSend = sendBy(publish)
    this.convertAndSendToUser = sendToUserBy(publish, userPrefix)
  }

  /** From here on it sends. */
  open(publish: Publish): void {
    this.#publish = publish
  }

  close(): void {
    this.#publish = noMore
  }
}
