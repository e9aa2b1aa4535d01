import type { ChatMessage } from './channels.ts'

/** Something said here that has not been heard back yet. */
export interface OutgoingLine {
  readonly message: Required<ChatMessage>
  /** `waiting`: for a connection. `sent`: on its way. `failed`: not sent. `unconfirmed`: sent, and never heard back. */
  readonly status: 'waiting' | 'sent' | 'failed' | 'unconfirmed'
}

export const isUnderway = ({ status }: OutgoingLine): boolean => status === 'waiting' || status === 'sent'

export const isTalk = ({ message }: OutgoingLine): boolean => message.type === 'TALK'

export const isOf = ({ message }: OutgoingLine, roomId: string, sender: string): boolean =>
  message.roomId === roomId && message.sender === sender
