import { command, defineChannels, topic, type StandardSchema } from '@stompbox/sdk'

/** What goes to `/pub/chat/message` and comes back on `/sub/chat/room/<roomId>`. */
export interface ChatMessage {
  type: 'ENTER' | 'TALK' | 'QUIT'
  roomId: string
  sender: string
  message: string
  /** By which a message that was sent twice is known again. Other clients need not have one. */
  id?: string
}

/** Anybody may publish to a room, so a body is a chat message only when it looks like one. */
function readChatMessage(body: unknown): ChatMessage | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { type, roomId, sender, message = '', id } = body as Partial<Record<keyof ChatMessage, unknown>>
  if (type !== 'ENTER' && type !== 'TALK' && type !== 'QUIT') return undefined
  if (typeof roomId !== 'string' && typeof roomId !== 'number') return undefined
  if (typeof sender !== 'string' || typeof message !== 'string') return undefined
  return { type, roomId: String(roomId), sender, message, ...(typeof id === 'string' && { id }) }
}

/** A library such as zod writes this for you; this page needs no more of it. */
const chatMessage: StandardSchema<ChatMessage> = {
  '~standard': {
    version: 1,
    vendor: 'stompbox-react-chat',
    validate: (body) => {
      const value = readChatMessage(body)
      return value ? { value } : { issues: [{ message: 'is no chat message' }] }
    },
  },
}

export const channels = defineChannels({
  room: topic('/sub/chat/room/{roomId}', chatMessage),
  say: command('/pub/chat/message', chatMessage),
})
