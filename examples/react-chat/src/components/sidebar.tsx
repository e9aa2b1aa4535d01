import { useEffect, useRef } from 'react'
import { chat } from '../chat/store.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'
import { JoinByName } from './join-by-name.tsx'
import { RoomList } from './room-list.tsx'
import { LanguageSwitch, TransportSwitch } from './switches.tsx'

interface SidebarProps {
  isOpen: boolean
  onClose: () => void
}

export function Sidebar({ isOpen, onClose }: SidebarProps) {
  const { name = '' } = useChat()
  const t = useStrings()
  const close = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (isOpen) close.current?.focus()
  }, [isOpen])

  return (
    <aside className={isOpen ? 'sidebar sidebar-open' : 'sidebar'} aria-label={t.rooms}>
      <header className="sidebar-head">
        <span className="brand-mark" aria-hidden="true">
          <Icon name="bubble" />
        </span>
        <span className="brand-name">stompbox chat</span>
        <button
          ref={close}
          className="icon-button only-narrow"
          type="button"
          aria-label={t.closeRooms}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <RoomList onChoose={onClose} />
      <JoinByName onJoin={onClose} />
      <footer className="sidebar-foot">
        <TransportSwitch />
        <LanguageSwitch />
        <div className="profile">
          <Avatar name={name} />
          <span className="profile-name" dir="auto">
            {name}
          </span>
          <button className="button button-quiet" type="button" onClick={() => chat.logOut()}>
            {t.logOut}
          </button>
        </div>
      </footer>
    </aside>
  )
}
