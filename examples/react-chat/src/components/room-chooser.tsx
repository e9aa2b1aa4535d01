import { useEffect, useRef } from 'react'
import { roomLink } from '../chat/room-address.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import { roomName } from '../language.ts'
import { Avatar } from './avatar.tsx'

/** What fills the page as long as no room is open. */
export function RoomChooser() {
  const { knownRooms } = useChat()
  const t = useStrings()
  const heading = useRef<HTMLHeadingElement>(null)

  // Whoever has left a room, or come in, goes on from here.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus()
  }, [])

  return (
    <section className="chooser">
      <h2 ref={heading} tabIndex={-1}>
        {t.chooseRoom}
      </h2>
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
