import type { Room } from '../chat/room.ts'
import { Announcer } from './announcer.tsx'
import { Composer } from './composer.tsx'
import { MessageLog } from './message-log.tsx'

export function RoomView({ room }: { room: Room }) {
  return (
    <>
      <MessageLog room={room} />
      <Announcer lines={room.lines} />
      <Composer room={room} />
    </>
  )
}
