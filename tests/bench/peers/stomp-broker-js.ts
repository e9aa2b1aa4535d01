import { nodeCommand, startChild } from './child.ts'
import { packageMissing, packageVersion } from './packages.ts'
import type { Peer } from './peer.ts'
import { encoded, stompDialect } from './stomp-dialect.ts'

const dialect = stompDialect({
  path: '/ws',
  // It gives no RECEIPT for a SUBSCRIBE, but answers a second CONNECT in its turn.
  confirmation: { say: encoded('CONNECT', { 'accept-version': '1.1' }), until: 'CONNECTED' },
})

export const stompBrokerJs: Peer = {
  name: 'stomp-broker-js',
  version: () => packageVersion('stomp-broker-js'),
  prepare: () => packageMissing('stomp-broker-js'),
  start: (core) => startChild(nodeCommand('stomp-broker-js'), core, dialect),
}
