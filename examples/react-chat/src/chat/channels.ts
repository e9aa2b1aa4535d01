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

/** What pages tell each other on `/sub/chat/room/<roomId>/here`; no server needs to know of it. */
export interface Here {
  sender: string
  /** Whether the others are to say that they are here as well. */
  asks: boolean
}

const maxSenderLength = 100

/** Anybody may publish to a room, so a body is a chat message only when it looks like one. */
function readChatMessage(body: unknown): ChatMessage | undefined {
  const { type, roomId, sender, message = '', id } = fieldsOf<ChatMessage>(body)
  if (type !== 'ENTER' && type !== 'TALK' && type !== 'QUIT') return undefined
  if (typeof roomId !== 'string' && typeof roomId !== 'number') return undefined
  if (!isSender(sender) || typeof message !== 'string') return undefined
  return { type, roomId: String(roomId), sender, message, ...(typeof id === 'string' && { id }) }
}

function readHere(body: unknown): Here | undefined {
  const { sender, asks } = fieldsOf<Here>(body)
  return isSender(sender) && typeof asks === 'boolean' ? { sender, asks } : undefined
}

const fieldsOf = <T>(body: unknown): Partial<Record<keyof T, unknown>> =>
  typeof body === 'object' && body !== null ? body : {}

const isSender = (sender: unknown): sender is string =>
  typeof sender === 'string' && sender.length <= maxSenderLength

/** A library such as zod writes this for you; this page needs no more of it. */
const schema = <T>(read: (body: unknown) => T | undefined, what: string): StandardSchema<T> => ({
  '~standard': {
    version: 1,
    vendor: 'stompbox-react-chat',
    validate: (body) => {
      const value = read(body)
      return value ? { value } : { issues: [{ message: `is no ${what}` }] }
    },
  },
})

const chatMessage = schema(readChatMessage, 'chat message')

export const channels = defineChannels({
  room: topic('/sub/chat/room/{roomId}', chatMessage),
  here: topic('/sub/chat/room/{roomId}/here', schema(readHere, 'sign of life')),
  say: command('/pub/chat/message', chatMessage),
})
