import { type BrokerConfig, defineBroker } from '@stompbox/broker'

const never = () => new Promise<never>(() => {})

/** A Spring profile with all that a client can reach: SockJS, selectors, handlers and interceptors that hang. */
export const springHostile = (profile: BrokerConfig['profile']): BrokerConfig =>
  defineBroker({
    profile: profile!,
    spring: { selectorHeader: 'selector' },
    endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
    limits: { maxNewSessionsPerSecond: 100_000, maxLoopDelayMs: 60_000 },
    authenticate: ({ login = 'nobody' }) => ({ name: login }),
    application(app) {
      app.message('/hangs', never)
      app.message('/fails', () => {
        throw new Error('broken')
      })
      app.intercept('SEND', ({ destination }) => (destination === '/topic/hangs' ? never() : undefined))
      app.subscribe('/prototype', () => Object.getOwnPropertyNames(Object.prototype))
    },
  })
