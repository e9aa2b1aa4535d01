/** Bun's own `publish`, which is native code; the text is made once for all, as long as STOMP would be. */
/* global Bun, Response */
import { reportTo } from './report.mjs'

let messages = 0
const text = (room, body) =>
  `MESSAGE\ndestination:/sub/chat/room/${room}\nmessage-id:0a1b2c3d-${++messages}\nsubscription:sub-0\ncontent-type:application/json\ncontent-length:${body.length}\n\n${body}\0`

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, bun) => (bun.upgrade(request) ? undefined : new Response('no WebSocket', { status: 400 })),
  websocket: {
    idleTimeout: 0,
    message(socket, said) {
      const [word, room] = said.split(' ', 2)
      if (word === 'PUBLISH')
        return server.publish(room, text(room, said.slice(word.length + room.length + 2)))
      socket.subscribe(room)
      socket.send('JOINED')
    },
  },
})
reportTo(server.port, () => Bun.gc(true))
