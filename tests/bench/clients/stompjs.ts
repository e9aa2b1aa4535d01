import { Client } from '@stomp/stompjs'
import { WebSocket } from 'ws'
import { type ChatMessage, port, take } from './measured.ts'

const client = new Client()
client.configure({
  webSocketFactory: () => new WebSocket(`ws://127.0.0.1:${port}/ws`, ['v12.stomp']),
  onConnect: () => client.subscribe('/sub/chat/room/1', ({ body }) => take(JSON.parse(body) as ChatMessage)),
})
client.activate()
