const expiryMs = 30 * 60_000
const key = (name: string): string => `stompbox:sockjs:${name}`
const untilMs = new Map<string, number>()

/** Where SockJS carried a session after no WebSocket had opened, remembered for a while, across pages where they may store. */
export const fallbacks = {
  has(name: string): boolean {
    const stored = withStorage((storage) => Number(storage.getItem(key(name)))) ?? 0
    const leftMs = Math.max(stored, untilMs.get(name) ?? 0) - Date.now()
    return leftMs > 0 && leftMs <= expiryMs
  },

  add(name: string): void {
    const until = Date.now() + expiryMs
    untilMs.set(name, until)
    withStorage((storage) => storage.setItem(key(name), String(until)))
  },

  delete(name: string): void {
    untilMs.delete(name)
    withStorage((storage) => storage.removeItem(key(name)))
  },
}

/** A page may be denied its storage by an exception at any touch. Node has one as well, and warns of it. */
function withStorage<T>(touch: (storage: Storage) => T): T | undefined {
  try {
    return 'document' in globalThis ? touch(globalThis.localStorage) : undefined
  } catch {
    return undefined
  }
}
