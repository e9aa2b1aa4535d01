import { client } from './client.ts'
import { chat } from './store.ts'

/**
 * Ties the store to the page it lives in: the address, hiding, leaving and coming back. Call it once, before the client connects:
 * it ends its session on `pagehide` too, and who listened first is told first.
 */
export function followPage(): void {
  addEventListener('hashchange', () => chat.followHash())
  addEventListener('pagehide', () => {
    chat.rememberVisit()
    // Those who were not told that we are gone need not be told that we are back.
    if (client.state.status === 'connected') chat.quitAll()
  })
  // A page out of the back/forward cache is in its rooms again.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) chat.announceAll()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') chat.markRead()
  })
}
