import { roomLink } from '../chat/room-address.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import { roomName } from '../language.ts'
import { Avatar } from './avatar.tsx'

/** What fills the page as long as no room is open. */
export function RoomChooser() {
  const { knownRooms } = useChat()
  const t = useStrings()
  return (
    <section className="chooser">
      <h2>{t.chooseRoom}</h2>
      <p>{t.chooseRoomHint}</p>
      <ul>
        {knownRooms.map((id, index) => (
          <li key={id}>
            <a className="chooser-card" href={roomLink(id)}>
              <Avatar name={roomName(t, id)} colour={index} />
              <span dir="auto">{roomName(t, id)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
