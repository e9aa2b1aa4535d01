import { markedBody } from './body.ts'
import { nodeCommand, startChild } from './child.ts'
import { packageMissing, packageVersion } from './packages.ts'
import type { Dialect, Peer } from './peer.ts'

/** `0` open, `2` ping and `3` pong are Engine.IO's; `40` connect, `42` event and `43` acknowledgement are Socket.IO's. */
const dialect: Dialect = {
  path: '/socket.io/?EIO=4&transport=websocket',
  member: () => [
    { say: '40', until: '40{' },
    { say: '421["join","{room}"]', until: '431[' },
  ],
  publisher: () => [{ say: '40', until: '40{' }],
  publish: ({ bodyBytes }) => `42["publish","{room}",${markedBody(bodyBytes)}]`,
  answers: [['2', '3']],
}

export const socketIo: Peer = {
  name: 'socket.io',
  version: () => packageVersion('socket.io'),
  prepare: () => packageMissing('socket.io'),
  start: (core) => startChild(nodeCommand('socket-io'), core, dialect),
}
