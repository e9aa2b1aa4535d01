import { setTimeout as after } from 'node:timers/promises'
import { defineBroker } from '@stompbox/broker'

const decidedAfterMs = 300

/** Lets in who says `right`, and grants them what is open and what bears their name. */
export default defineBroker({
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
  tcp: { port: 0 },
  limits: { maxLoopDelayMs: 60_000 },
  async authenticate({ login = '', passcode }) {
    if (login === 'canary' || passcode === undefined) return { name: 'guest' }
    if (login.startsWith('slow')) await after(decidedAfterMs)
    if (passcode === 'broken') throw new Error('Who may come in is not known at the moment.')
    if (passcode === 'brief') return { name: login, expiresAtMs: Date.now() + 1_000 }
    return passcode === 'right' ? { name: login } : undefined
  },
  authorize: ({ destination, user }) =>
    /^\/topic\/(canary-|open|fence)/.test(destination) || destination.startsWith(`/queue/${user?.name}/`),
})
