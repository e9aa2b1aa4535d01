import { useEffect } from 'react'
import { client, StompProvider } from './chat/client.ts'
import { useChat, useStrings } from './chat/use-chat.ts'
import { ChatScreen } from './components/chat-screen.tsx'
import { EntryScreen } from './components/entry-screen.tsx'
import { roomName } from './language.ts'

export function App() {
  const { language, name, currentRoom, rooms } = useChat()
  const t = useStrings()
  const unread = [...rooms.values()].reduce((sum, room) => sum + room.unread, 0)
  const title = `${unread > 0 ? `(${unread}) ` : ''}${currentRoom === undefined ? '' : `${roomName(t, currentRoom)} · `}stompbox chat`

  useEffect(() => {
    document.documentElement.lang = language
    document.title = title
  }, [language, title])

  if (name === undefined) return <EntryScreen />
  // Coming in connects and logging out disconnects, not mounting: a room is left before its connection.
  return (
    <StompProvider client={client} connect={false}>
      <ChatScreen />
    </StompProvider>
  )
}
