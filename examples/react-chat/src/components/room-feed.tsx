import { useEffect } from 'react'
import { useChannel } from '../chat/client.ts'
import { chat } from '../chat/store.ts'
import { useChat } from '../chat/use-chat.ts'

/** Listens to one room for as long as we are in it, on screen or not. */
export function RoomFeed({ roomId }: { roomId: string }) {
  useChannel('room', {
    params: { roomId },
    // The store keeps them, with what else there is to show.
    keep: 0,
    onMessage: ({ body }) => chat.heard(roomId, body),
    onResumed: () => chat.interrupted(roomId),
    onInvalid: (error) => console.warn(error.message),
  })

  // After the hook above: who enters is to hear it.
  useEffect(() => chat.announce(roomId), [roomId])

  useRollCall(roomId)
  return null
}

/** Asks who is there once we are, and again after every interruption. */
function useRollCall(roomId: string): void {
  const { callsRoll, rooms } = useChat()
  const { status } = useChannel('here', {
    params: { roomId },
    keep: 0,
    enabled: callsRoll !== false && rooms.get(roomId)?.hasEntered === true,
    onMessage: ({ body }) => chat.present(roomId, body),
    onInvalid: (error) => console.warn(error.message),
  })

  useEffect(() => {
    if (status === 'active') chat.callRoll(roomId)
  }, [status, roomId])
}
