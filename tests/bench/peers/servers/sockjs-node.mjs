/** `conn.write` to each connection of the room. */
import { createServer } from 'node:http'
import sockjs from 'sockjs'
import { NaiveRooms } from './naive-rooms.mjs'
import { reportTo } from './report.mjs'

const rooms = new NaiveRooms()
const endpoint = sockjs.createServer({ prefix: '/ws-stomp', log() {} })
endpoint.on('connection', (connection) => {
  const write = (text) => connection.write(text)
  connection.on('data', (text) => rooms.heard(connection, text, write))
  connection.on('close', () => rooms.left(connection))
})
const server = createServer()
endpoint.installHandlers(server)
server.listen(0, '127.0.0.1', () => reportTo(server.address().port))
