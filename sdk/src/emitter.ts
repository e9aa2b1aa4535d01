import { isolated } from './isolated.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any listener fits
type Listener = (...args: any[]) => unknown

/** Any number of listeners for a few events; one that throws is reported and disturbs no other. */
export class Emitter<Events extends { [Name in keyof Events]: Listener }> {
  readonly #entries = new Set<{ readonly event: keyof Events; readonly listener: unknown }>()

  on<Name extends keyof Events>(event: Name, listener: Events[Name]): () => void {
    const entry = { event, listener }
    this.#entries.add(entry)
    return () => this.#entries.delete(entry)
  }

  /** @returns whether anybody listens. */
  emit<Name extends keyof Events>(event: Name, ...args: Parameters<Events[Name]>): boolean {
    const called = [...this.#entries].filter((entry) => entry.event === event)
    for (const entry of called) {
      if (this.#entries.has(entry)) isolated(() => (entry.listener as Events[Name])(...args))
    }
    return called.length > 0
  }

  clear(): void {
    this.#entries.clear()
  }
}
