/** Writes what was encoded beforehand as fast as it is taken, so that the client is what is measured: STOMP, and what socket.io-client speaks. */
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

const chunkBytes = 65_536
const protocols = (offered: Set<string>): string | false => (offered.has('v12.stomp') ? 'v12.stomp' : false)
const sockets = new WebSocketServer({ noServer: true, clientTracking: false, handleProtocols: protocols })
const server = createServer()

server.on('upgrade', (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, (socket) => {
    if (request.url?.startsWith('/socket.io/')) speakSocketIo(socket, stream)
    else speakStomp(socket, stream)
  })
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
process.on('disconnect', () => process.exit(0))

function speakStomp(socket: WebSocket, stream: Duplex): void {
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    const header = (name: string) => new RegExp(`\\n${name}:(.*)`).exec(text)?.[1]
    const receipt = header('receipt')
    if (text.startsWith('CONNECT\n')) socket.send('CONNECTED\nversion:1.2\nheart-beat:10000,10000\n\n\0')
    if (receipt !== undefined) socket.send(`RECEIPT\nreceipt-id:${receipt}\n\n\0`)
    if (text.startsWith('SUBSCRIBE\n')) flood(stream, (index) => message(index, header('id')!))
  })
}

function message(index: number, subscription: string): string {
  const content = body(index)
  return `MESSAGE\ndestination:/sub/chat/room/1\nmessage-id:0a1b2c3d-${1_000 + index}\nsubscription:${subscription}\ncontent-type:application/json\ncontent-length:${Buffer.byteLength(content)}\n\n${content}\0`
}

function speakSocketIo(socket: WebSocket, stream: Duplex): void {
  const greeting = {
    sid: 'a',
    upgrades: [],
    pingInterval: 25_000,
    pingTimeout: 20_000,
    maxPayload: 1_000_000,
  }
  socket.send(`0${JSON.stringify(greeting)}`)
  socket.on('message', (data: Buffer) => {
    if (data.toString() !== '40') return
    socket.send('40{"sid":"b"}')
    flood(stream, (index) => `42["message",${body(index)}]`)
  })
}

const body = (index: number): string =>
  JSON.stringify({
    type: 'TALK',
    roomId: '1',
    sender: '홍길동',
    message: `안녕하세요, ${1_000 + index}번째 말입니다.`,
    count: 1_000 + index,
  })

/** The same chunk again and again, in step with the reader. */
function flood(stream: Duplex, text: (index: number) => string): void {
  const frames: Buffer[] = []
  for (let bytes = 0; bytes < chunkBytes; bytes += frames.at(-1)!.length)
    frames.push(webSocketFrame(text(frames.length)))
  const chunk = Buffer.concat(frames)
  const write = (): void => {
    while (stream.write(chunk));
    stream.once('drain', write)
  }
  stream.on('error', () => stream.destroy())
  write()
}

function webSocketFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([0x81, ...length]), payload])
}
