import { useState, type SubmitEvent } from 'react'
import { roomIdOf, roomLink } from '../chat/room-address.ts'
import { useStrings } from '../chat/use-chat.ts'

export function JoinByName({ onJoin }: { onJoin: () => void }) {
  const t = useStrings()
  const [name, setName] = useState('')

  const join = (event: SubmitEvent) => {
    event.preventDefault()
    const roomId = roomIdOf(name)
    if (roomId === '') return
    setName('')
    location.hash = roomLink(roomId)
    onJoin()
  }

  return (
    <form className="join-by-name" onSubmit={join}>
      <input
        value={name}
        onChange={(event) => setName(event.target.value)}
        aria-label={t.joinByName}
        placeholder={t.joinByNamePlaceholder}
        maxLength={40}
        autoComplete="off"
      />
      <button className="button" type="submit">
        {t.join}
      </button>
    </form>
  )
}
