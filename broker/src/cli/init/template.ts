/**
 * A configuration to start from. It imports a type and no value, so that it can be served where the package is not
 * installed beside it.
 */
export const template = `import type { BrokerConfig } from '@stompbox/broker'

export default {
  port: 8080,

  // Where clients connect. The first also takes SockJS, as a Spring-style endpoint does.
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },

  // A page to serve besides, such as the folder that \`vite build\` writes:
  // static: './dist',

  // Pages from elsewhere that may connect; those of this machine may anyway:
  // allowedOrigins: ['https://chat.example'],

  application(app) {
    // What clients send to /pub/chat/message goes to everybody who subscribed to the room.
    app.message('/chat/message', ({ body, send }) => send(\`/sub/chat/room/\${body.roomId}\`, body))

    // Who subscribes to /app/rooms is answered once.
    app.subscribe('/rooms', () => ['lobby', 'dev'])
  },

  // Where the package is installed, node_modules/@stompbox/broker/dist/docs has all keys (reference/configuration.md), all
  // that a route can do (reference/application.md), and who may connect, send and subscribe (guides/authentication.md).
} satisfies BrokerConfig
`

/** What is in it, for who has just got it. */
export const contents =
  'the endpoints /ws-stomp and /ws, a chat at /pub/chat/message, an answer at /app/rooms'
