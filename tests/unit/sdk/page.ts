import { vi } from 'vitest'

type Listener = (event: { type: string; persisted?: boolean }) => void

class Target {
  readonly listeners: { type: string; listener: Listener }[] = []

  readonly addEventListener = (type: string, listener: Listener): void => {
    if (!this.listeners.some((other) => other.type === type && other.listener === listener))
      this.listeners.push({ type, listener })
  }

  readonly removeEventListener = (type: string, listener: Listener): void => {
    const at = this.listeners.findIndex((other) => other.type === type && other.listener === listener)
    if (at >= 0) this.listeners.splice(at, 1)
  }

  tell(type: string, more: { persisted?: boolean } = {}): void {
    for (const entry of [...this.listeners]) if (entry.type === type) entry.listener({ type, ...more })
  }
}

/** What a page has and Node has not: events on `globalThis` and `document`, visibility, `navigator.onLine`. */
export class Page {
  readonly #window = new Target()
  readonly #document = new Target()
  readonly #navigator = { onLine: true }
  #visibilityState = 'visible'

  /** Put in place until `vi.unstubAllGlobals()`. */
  static open(): Page {
    const page = new Page()
    vi.stubGlobal('addEventListener', page.#window.addEventListener)
    vi.stubGlobal('removeEventListener', page.#window.removeEventListener)
    vi.stubGlobal('navigator', page.#navigator)
    const { addEventListener, removeEventListener } = page.#document
    const document = { addEventListener, removeEventListener }
    Object.defineProperties(document, {
      visibilityState: { get: () => page.#visibilityState },
      hidden: { get: () => page.#visibilityState === 'hidden' },
    })
    vi.stubGlobal('document', document)
    return page
  }

  get listeners(): string[] {
    return [...this.#window.listeners, ...this.#document.listeners].map(({ type }) => type).toSorted()
  }

  get isOnline(): boolean {
    return this.#navigator.onLine
  }

  goesOffline(): void {
    this.#navigator.onLine = false
    this.#window.tell('offline')
  }

  goesOnline(): void {
    this.#navigator.onLine = true
    this.#window.tell('online')
  }

  becomes(visibility: 'visible' | 'hidden'): void {
    this.#visibilityState = visibility
    this.#document.tell('visibilitychange')
    // It bubbles.
    this.#window.tell('visibilitychange')
  }

  hides(persisted: boolean): void {
    this.#window.tell('pagehide', { persisted })
  }

  shows(persisted: boolean): void {
    this.#window.tell('pageshow', { persisted })
  }
}
