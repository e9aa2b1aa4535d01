import { roomLink } from '../chat/room-address.ts'
import type { Room } from '../chat/room.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import { roomName } from '../language.ts'

interface RoomListProps {
  onChoose: () => void
}

export function RoomList({ onChoose }: RoomListProps) {
  const { knownRooms, rooms } = useChat()
  const t = useStrings()
  const joined = knownRooms.filter((id) => rooms.has(id))
  const others = knownRooms.filter((id) => !rooms.has(id))
  return (
    <nav className="rooms" aria-label={t.rooms}>
      <RoomSection title={t.joinedRooms} ids={joined} onChoose={onChoose} />
      <RoomSection title={t.otherRooms} ids={others} onChoose={onChoose} />
    </nav>
  )
}

function RoomSection({ title, ids, onChoose }: RoomListProps & { title: string; ids: string[] }) {
  const { rooms } = useChat()
  if (ids.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <RoomEntry id={id} room={rooms.get(id)} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function RoomEntry({ id, room, onChoose }: RoomListProps & { id: string; room: Room | undefined }) {
  const { currentRoom } = useChat()
  const t = useStrings()
  const last = room?.lines.findLast((line) => line.type === 'TALK')
  return (
    <a
      className="room-entry"
      href={roomLink(id)}
      aria-current={id === currentRoom ? 'page' : undefined}
      onClick={onChoose}
    >
      <span className="room-entry-name" dir="auto">
        {roomName(t, id)}
      </span>
      {last && (
        <span className="room-entry-last" dir="auto">
          {last.sender}: {last.text}
        </span>
      )}
      {room !== undefined && room.unread > 0 && (
        <span className="badge">
          <span aria-hidden="true">{room.unread > 99 ? '99+' : room.unread}</span>
          <span className="only-heard">{t.unread(room.unread)}</span>
        </span>
      )}
    </a>
  )
}
