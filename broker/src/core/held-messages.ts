import type { Hub } from './hub.ts'
import type { Publish } from './ports.ts'

/** Messages that wait until all of a transaction is known to work; what comes after that goes straight on. */
export class HeldMessages {
  readonly #hub: Hub
  #held: Parameters<Publish>[] | undefined = []

  constructor(hub: Hub) {
    this.#hub = hub
  }

  readonly publish: Publish = (...message) => {
    if (this.#held === undefined) return this.#hub.send(...message)
    this.#hub.outgoing(message[0])
    this.#held.push(message)
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const message of held) this.#hub.send(...message)
  }
}
