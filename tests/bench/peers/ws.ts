import { createRequire } from 'node:module'
import { nodeCommand, startChild } from './child.ts'
import type { Peer } from './peer.ts'
import { stompDialect } from './stomp-dialect.ts'

const ofBroker = createRequire(new URL('../../../broker/package.json', import.meta.url))

const bare = (name: string): Peer => ({
  name,
  version: () => `ws ${(ofBroker('ws/package.json') as { version: string }).version}`,
  prepare: async () => undefined,
  start: (core) => startChild(nodeCommand(name), core, stompDialect({ path: '/ws' })),
})

/** A naive broker: each message is encoded and sent for each receiver by itself. */
export const wsLoop: Peer = bare('ws-loop')

/** A listener that does nothing with what it hears. */
export const wsNull: Peer = bare('ws-null')
