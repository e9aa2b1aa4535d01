import { createRequire } from 'node:module'
import { type ChatMessage, port, take } from './measured.ts'

interface SocketIo {
  io: (url: string, options: object) => { on: (event: string, listener: (body: ChatMessage) => void) => void }
}

const { io } = createRequire(new URL('../peers/package.json', import.meta.url))(
  'socket.io-client',
) as SocketIo
io(`http://127.0.0.1:${port}`, { transports: ['websocket'] }).on('message', take)
