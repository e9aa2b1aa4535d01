/** What goes to `/pub/chat/message` and comes back on `/sub/chat/room/<roomId>`. */
export interface ChatMessage {
  type: 'ENTER' | 'TALK' | 'QUIT'
  roomId: string
  sender: string
  message: string
}

export const sendDestination = '/pub/chat/message'

export const roomDestination = (roomId: string) => `/sub/chat/room/${roomId}`

/** Anybody may publish to a room, so a body is a chat message only when it looks like one. */
export function readChatMessage(body: unknown): ChatMessage | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { type, roomId, sender, message } = body as Record<keyof ChatMessage, unknown>
  if (type !== 'ENTER' && type !== 'TALK' && type !== 'QUIT') return undefined
  if (typeof roomId !== 'string' || typeof sender !== 'string' || typeof message !== 'string')
    return undefined
  return { type, roomId, sender, message }
}
