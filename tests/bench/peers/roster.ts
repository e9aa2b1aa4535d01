import { bun } from './bun.ts'
import { floor } from './floor.ts'
import type { Peer } from './peer.ts'
import { rabbitMq } from './rabbitmq.ts'
import { socketIo } from './socket-io.ts'
import { sockJsNode } from './sockjs-node.ts'
import { spring } from './spring.ts'
import { stompBrokerJs } from './stomp-broker-js.ts'
import { ownDist, type StompboxName, stompboxPeers } from './stompbox.ts'
import { wsLoop, wsNull } from './ws.ts'

export type PeerName =
  | StompboxName
  | 'floor'
  | 'ws-loop'
  | 'ws-null'
  | 'socket.io'
  | 'stomp-broker-js'
  | 'sockjs-node'
  | 'bun'
  | 'rabbitmq'
  | 'spring'

/** Everybody there is to be measured. */
export const roster: Readonly<Record<PeerName, Peer>> = {
  ...stompboxPeers(ownDist),
  floor,
  'ws-loop': wsLoop,
  'ws-null': wsNull,
  'socket.io': socketIo,
  'stomp-broker-js': stompBrokerJs,
  'sockjs-node': sockJsNode,
  bun,
  rabbitmq: rabbitMq,
  spring,
}
