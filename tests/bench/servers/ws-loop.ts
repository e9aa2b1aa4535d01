/** The plain way: one `send` of the same bytes to each socket, at once, and no STOMP at all. */
import { WebSocketServer } from 'ws'
import { reportTo } from './report.ts'

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
const members = new Set<{ send(text: string): void }>()
let messages = 0

server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    if (text.startsWith('CONNECT')) socket.send('CONNECTED\nversion:1.2\n\n\0')
    else if (text.startsWith('SUBSCRIBE')) {
      members.add(socket)
      socket.send('RECEIPT\nreceipt-id:r\n\n\0')
    } else if (text.startsWith('SEND')) {
      const body = text.slice(text.indexOf('\n\n') + 2)
      const head = `MESSAGE\ndestination:/sub/room\nmessage-id:0a1b2c3d-${String(++messages)}\nsubscription:sub-0\ncontent-type:application/json\ncontent-length:${body.length - 1}\n\n`
      for (const member of members) member.send(head + body)
    }
  })
})
server.on('listening', () => reportTo((server.address() as { port: number }).port))
