import type { BrokerEvent, SessionInfo } from '@stompbox/broker'

export const session: SessionInfo = {
  id: '0123456789abcdef0123456789abcdef',
  handshake: {
    transport: 'websocket',
    path: '/ws-stomp',
    url: '/ws-stomp',
    remoteAddress: '127.0.0.1',
    headers: {},
  },
  version: '1.2',
  login: undefined,
  user: undefined,
  subscribed: [],
}

export const disconnected = {
  type: 'disconnected',
  session,
  code: 1000,
  reason: '',
  by: 'client',
  lifetimeMs: 3200,
  subscriptions: 0,
} as const satisfies BrokerEvent

/** An error whose stack is the same on every machine. */
export function errorAt(place: string, message: string): Error {
  const error = new TypeError(message)
  error.stack = `TypeError: ${message}\n    at node:internal/x:1:1\n    at talk (${place})\n    at next (/app/other.ts:9:9)`
  return error
}
