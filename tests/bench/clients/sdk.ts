import { connect } from '@stompbox/sdk'
import { WebSocket } from 'ws'
import { type ChatMessage, port, take } from './measured.ts'

const client = await connect(`ws://127.0.0.1:${port}/ws`, {
  webSocket: (url, protocols) => new WebSocket(url, protocols),
})
client.subscribe<ChatMessage>('/sub/chat/room/1', ({ body }) => take(body))
