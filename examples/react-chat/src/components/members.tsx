import type { Room } from '../chat/room.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'

/** Who is in the room, as far as anybody can tell, behind a button that counts them. The browser opens and closes it. */
export function Members({ room }: { room: Room }) {
  const t = useStrings()
  return (
    <>
      <button className="button button-quiet members-button" type="button" popoverTarget="members">
        <Icon name="people" />
        <span aria-hidden="true">{room.members.size}</span>
        <span className="only-heard">{t.members(room.members.size)}</span>
      </button>
      <section className="members" id="members" popover="auto" aria-label={t.membersOf}>
        <h2>{t.members(room.members.size)}</h2>
        <MemberList room={room} />
      </section>
    </>
  )
}

function MemberList({ room }: { room: Room }) {
  const { language, name } = useChat()
  const t = useStrings()
  const others = [...room.members.keys()].filter((member) => member !== name)
  const collator = new Intl.Collator(language)
  const names = [...(name === undefined ? [] : [name]), ...others.sort((a, b) => collator.compare(a, b))]
  return (
    // Focusable, so that a long list can be scrolled by keys.
    <ul aria-label={t.membersOf} tabIndex={0}>
      {names.map((member) => (
        <li key={member}>
          <Avatar name={member} />
          <span dir="auto">{member}</span>
          {member === name && <small>{t.you}</small>}
        </li>
      ))}
    </ul>
  )
}
