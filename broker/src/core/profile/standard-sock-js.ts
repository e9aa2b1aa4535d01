import type { SockJsBehaviour } from './sockjs-behaviour.ts'

/** SockJS as the `sockjs` package serves it, with texts that help. */
export const standardSockJs: SockJsBehaviour = {
  subProtocol: 'newest',
  compression: 'declined',
  messages: 'a-whole-frame',
  closeTimeoutMs: 5_000,
  closesWithoutFrame: new Set(),
  http: 'package',
}
