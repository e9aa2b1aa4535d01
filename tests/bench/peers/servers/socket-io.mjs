/** As its documentation has it: rooms, and `io.to(room).emit`. */
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { reportTo } from './report.mjs'

const http = createServer()
const io = new Server(http, { transports: ['websocket'] })
io.on('connection', (socket) => {
  socket.on('join', async (room, confirm) => {
    await socket.join(room)
    confirm()
  })
  socket.on('publish', (room, body) => io.to(room).emit('message', body))
})
http.listen(0, '127.0.0.1', () => reportTo(http.address().port))
