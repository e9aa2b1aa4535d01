import type { SockJsBehaviour } from './sockjs-behaviour.ts'

/** SockJS as the `sockjs` package serves it, with texts that help. */
export const standardSockJs: SockJsBehaviour = {
  upgradeOnBasePath: 'taken',
  subProtocol: 'newest',
  compression: 'declined',
  sessionIds: 'of-the-broker',
  messages: 'a-whole-frame',
  closesWithoutFrame: new Set(),
  unlistedOrigins: 'own-and-loopback',
  http: 'package',
}
