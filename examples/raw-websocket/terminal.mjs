// The same conversation as the page, from a terminal: npm run terminal -- <name> <room> <url>
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { converse } from './page/conversation.js'

const [sender = 'terminal', roomId = 'lobby', url = 'ws://localhost:8080/ws-stomp'] = process.argv.slice(2)

// `v12.stomp` is STOMP 1.2 in the handshake of the WebSocket.
const socket = new WebSocket(url, 'v12.stomp')
socket.addEventListener('error', ({ message }) => fail(`No connection to ${url}: ${message}`))

function fail(text) {
  console.error(text)
  process.exitCode = 1
}

let lines
const room = converse(
  socket,
  { sender, roomId },
  {
    onEntered() {
      lines = createInterface({ input: process.stdin })
      lines.on('line', (line) => room.say(line)).on('close', () => room.leave())
      process.once('SIGINT', () => lines.close())
      console.log(`You are in ${roomId}. A line is a message, Ctrl-C leaves.`)
    },
    onMessage({ type, sender, message }) {
      console.log(type === 'TALK' ? `${sender}: ${message}` : message)
    },
    onError: fail,
    onWire() {},
  },
)
socket.addEventListener('close', () => lines?.close())
