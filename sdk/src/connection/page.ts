export interface PageEvents {
  /** The device lost its network. */
  readonly offline: () => void
  /** Its network is back, or somebody looks at the page again: a good moment to try. */
  readonly back: () => void
  /** The page is left, for good or into the back/forward cache. */
  readonly left: () => void
}

/** All of it is optional: Node has none, a worker has no document. */
interface Surroundings extends Partial<EventTarget> {
  readonly document?: Partial<EventTarget> & { readonly visibilityState?: string }
  readonly navigator?: { readonly onLine?: boolean }
}

const page = globalThis as Surroundings

export const isOffline = (): boolean => page.navigator?.onLine === false

/** Returns what ends the listening. */
export function followPage(events: PageEvents): () => void {
  const { document } = page
  const seen = (): void => {
    if (document?.visibilityState === 'visible') events.back()
  }
  const listen = (on: 'addEventListener' | 'removeEventListener'): void => {
    page[on]?.('offline', events.offline)
    page[on]?.('online', events.back)
    page[on]?.('pagehide', events.left)
    page[on]?.('pageshow', events.back)
    document?.[on]?.('visibilitychange', seen)
  }
  listen('addEventListener')
  return () => listen('removeEventListener')
}
