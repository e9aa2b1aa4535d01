import type { Door } from './describe-client.ts'

/** TCP in each version, for a client that is given an address and a version. */
export const tcp = (subscription: string): Door[] =>
  (['1.0', '1.1', '1.2'] as const).map((version) => ({
    name: `TCP, STOMP ${version}`,
    version,
    subscription,
    args: (broker) => [broker.tcp, version],
  }))

/** The same, and WebSocket, where the sub-protocol has settled the version. */
export const tcpAndWebSocket = (subscription: string): Door[] => [
  ...tcp(subscription),
  { name: 'WebSocket', version: '1.2', subscription, args: (broker) => [`${broker.ws}/ws`, '1.2'] },
]
