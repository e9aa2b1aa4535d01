/** A broker as one writes it in an hour: `send` to each socket of the room. */
import { WebSocketServer } from './broker-ws.mjs'
import { NaiveRooms } from './naive-rooms.mjs'
import { reportTo } from './report.mjs'

const rooms = new NaiveRooms()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
server.on('connection', (socket) => {
  const write = (text) => socket.send(text)
  socket.on('message', (data) => rooms.heard(socket, data.toString(), write))
  socket.on('close', () => rooms.left(socket))
})
server.on('listening', () => reportTo(server.address().port))
