import { nodeCommand, startChild } from './child.ts'
import { packageMissing, packageVersion } from './packages.ts'
import type { Peer } from './peer.ts'
import { sockJs, stompDialect } from './stomp-dialect.ts'

const dialect = stompDialect(sockJs('/ws-stomp'))

export const sockJsNode: Peer = {
  name: 'sockjs-node',
  version: () => packageVersion('sockjs').replace('sockjs', 'sockjs-node'),
  prepare: () => packageMissing('sockjs'),
  start: (core) => startChild(nodeCommand('sockjs-node'), core, dialect),
}
