import type { Room } from '../chat/room.ts'
import { Composer } from './composer.tsx'
import { MessageLog } from './message-log.tsx'

export function RoomView({ room }: { room: Room }) {
  return (
    <>
      <MessageLog room={room} />
      <Composer room={room} />
    </>
  )
}
