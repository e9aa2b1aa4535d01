import { useEffect, useRef, useState } from 'react'
import { useChat } from '../chat/use-chat.ts'
import { RoomChooser } from './room-chooser.tsx'
import { RoomFeed } from './room-feed.tsx'
import { RoomView } from './room-view.tsx'
import { Sidebar } from './sidebar.tsx'
import { TopBar } from './top-bar.tsx'

export function ChatScreen() {
  const { currentRoom, rooms } = useChat()
  const room = currentRoom === undefined ? undefined : rooms.get(currentRoom)
  // On a phone the rooms are a drawer over the messages; on a wide screen they are always there.
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  const toggle = useRef<HTMLButtonElement>(null)

  const closeDrawer = () => setDrawerOpen(false)

  useEffect(() => {
    if (!isDrawerOpen) return
    const opener = toggle.current
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') setDrawerOpen(false)
    }
    const onWidth = () => setDrawerOpen(false)
    const wide = matchMedia('(min-width: 761px)')
    addEventListener('keydown', onKey)
    wide.addEventListener('change', onWidth)
    return () => {
      removeEventListener('keydown', onKey)
      wide.removeEventListener('change', onWidth)
      opener?.focus()
    }
  }, [isDrawerOpen])

  return (
    <div className="chat">
      {[...rooms.keys()].map((id) => (
        <RoomFeed key={id} roomId={id} />
      ))}
      <Sidebar isOpen={isDrawerOpen} onClose={closeDrawer} />
      {isDrawerOpen && <div className="backdrop" onClick={closeDrawer} />}
      <main className="conversation" inert={isDrawerOpen}>
        <TopBar
          room={room}
          toggle={toggle}
          isDrawerOpen={isDrawerOpen}
          onOpenDrawer={() => setDrawerOpen(true)}
        />
        {room ? <RoomView key={room.id} room={room} /> : <RoomChooser />}
      </main>
    </div>
  )
}
