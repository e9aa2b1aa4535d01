import { connect, defineChannels, topic } from '@stompbox/sdk'
import * as v from 'valibot'
import { WebSocket } from 'ws'
import { port, take } from './measured.ts'

const ChatMessageSchema = v.object({
  type: v.string(),
  roomId: v.string(),
  sender: v.string(),
  message: v.string(),
  count: v.number(),
})
const channels = defineChannels({ room: topic('/sub/chat/room/{roomId}', ChatMessageSchema) })
const client = await connect(`ws://127.0.0.1:${port}/ws`, {
  channels,
  webSocket: (url, protocols) => new WebSocket(url, protocols),
})
client.subscribe('room', ({ body }) => take(body), { params: { roomId: 1 } })
