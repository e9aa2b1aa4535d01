/** What `ws` costs by itself: handlers shared by all, one subscription kept for each, and nothing done with a message. */
import { WebSocketServer } from './broker-ws.mjs'
import { reportTo } from './report.mjs'

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', clientTracking: false })
server.on('connection', (socket) => socket.on('message', hear))
server.on('listening', () => reportTo(server.address().port))

const letterU = 'U'.charCodeAt(0)
const letterO = 'O'.charCodeAt(0)

/** SUBSCRIBE and CONNECT alone are answered. */
function hear(data) {
  const letter = data[1]
  if (letter === letterU) subscribe(this, data.toString())
  else if (letter === letterO) this.send('CONNECTED\nversion:1.2\n\n\0')
}

function subscribe(socket, text) {
  socket.subscription = { id: /\nid:(.*)/.exec(text)[1], destination: /\ndestination:(.*)/.exec(text)[1] }
  socket.send('RECEIPT\nreceipt-id:r\n\n\0')
}
