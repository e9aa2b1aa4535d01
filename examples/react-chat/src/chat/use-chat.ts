import { useMemo, useSyncExternalStore } from 'react'
import { strings, type Strings } from '../language.ts'
import { isTalk, type OutgoingLine } from './outgoing-line.ts'
import { outgoing } from './outgoing.ts'
import { chat, type ChatState } from './store.ts'

export const useChat = (): ChatState => useSyncExternalStore(chat.subscribe, chat.state)

export const useStrings = (): Strings => strings[useChat().language]

/** What was said in a room and has not been heard there yet, oldest first. */
export function useOutgoing(roomId: string): readonly OutgoingLine[] {
  const lines = useSyncExternalStore(outgoing.subscribe, outgoing.lines)
  return useMemo(
    () => lines.filter((line) => line.message.roomId === roomId && isTalk(line)),
    [lines, roomId],
  )
}
