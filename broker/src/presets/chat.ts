import type { App } from '../application/app.ts'
import { Refusal } from '../core/errors.ts'

/** What chat clients send to `/pub/chat/message` and get from `/sub/chat/room/<roomId>`. */
export interface ChatMessage {
  /** `ENTER` and `QUIT` are told to the room in the words of the tutorials. */
  type: 'ENTER' | 'TALK' | 'QUIT'
  /** Which room: the end of its destination. Not empty. */
  roomId: string | number
  /** As the client says; nobody checks it. */
  sender: string
  /** What is said. */
  message: string
}

/** The chat of the tutorials: one route in, one topic a room out. Copy it and make it yours. */
export function chat(app: App): void {
  app.message('/chat/message', { body: 'json' }, ({ body, send }) => {
    const message = chatMessage(body)
    send(`/sub/chat/room/${message.roomId}`, announce(message))
  })
}

/** What a browser sends is not always what a page meant to send. @throws Refusal, which the page reads. */
function chatMessage(body: unknown): ChatMessage {
  const { roomId } = body as Partial<ChatMessage>
  if (/^(string|number)$/.test(typeof roomId) && /^[^*?{}]+$/.test(String(roomId))) return body as ChatMessage
  throw new Refusal(
    'bad-frame',
    'A chat message needs a roomId, a number or a text without * ? { }: {"type":"TALK","roomId":"1","sender":"…","message":"…"}',
  )
}

function announce(message: ChatMessage): ChatMessage {
  if (message.type === 'ENTER') return { ...message, message: `${message.sender}님이 입장하셨습니다.` }
  if (message.type === 'QUIT') return { ...message, message: `${message.sender}님이 퇴장하셨습니다.` }
  return message
}
