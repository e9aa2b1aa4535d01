import { useSyncExternalStore } from 'react'
import { strings, type Strings } from '../language.ts'
import { chat, type ChatState } from './store.ts'

export const useChat = (): ChatState => useSyncExternalStore(chat.subscribe, chat.state)

export const useStrings = (): Strings => strings[useChat().language]
