import type { RefObject } from 'react'
import type { Room } from '../chat/room.ts'
import { chat } from '../chat/store.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import { roomName } from '../language.ts'
import { ConnectionStatus } from './connection-status.tsx'
import { Icon } from './icon.tsx'
import { Members } from './members.tsx'

interface TopBarProps {
  room: Room | undefined
  toggle: RefObject<HTMLButtonElement | null>
  isDrawerOpen: boolean
  onOpenDrawer: () => void
}

export function TopBar({ room, toggle, isDrawerOpen, onOpenDrawer }: TopBarProps) {
  const { rooms } = useChat()
  const t = useStrings()
  const hasUnread = [...rooms.values()].some(({ unread }) => unread > 0)
  return (
    <header className="top-bar">
      <button
        ref={toggle}
        className={hasUnread ? 'icon-button only-narrow has-dot' : 'icon-button only-narrow'}
        type="button"
        aria-label={t.openRooms}
        aria-expanded={isDrawerOpen}
        onClick={onOpenDrawer}
      >
        <Icon name="menu" />
      </button>
      <h1 dir="auto">{room ? roomName(t, room.id) : t.rooms}</h1>
      <ConnectionStatus />
      {room && <Members key={room.id} room={room} />}
      {room && (
        <button className="button button-quiet leave" type="button" onClick={() => chat.leave(room.id)}>
          <Icon name="leave" />
          <span>{t.leave}</span>
        </button>
      )}
    </header>
  )
}
