import { chat } from './store.ts'

/** Ties the store to the page it lives in: the address, hiding, leaving and coming back. Call it once. */
export function followPage(): void {
  addEventListener('hashchange', () => chat.followHash())
  addEventListener('pagehide', () => chat.quitAll())
  // A page out of the back/forward cache is in its rooms again.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) chat.announceAll()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') chat.markRead()
  })
}
