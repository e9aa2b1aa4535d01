import type { ChatMessage } from './channels.ts'
import { client } from './client.ts'
import { isOf, isTalk, isUnderway, type OutgoingLine } from './outgoing-line.ts'
import { recallLines, rememberLines } from './remembered.ts'

const hearBackMs = 30_000

// `crypto.randomUUID` is there on https pages only.
const pageId = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('')
let counter = 0

/**
 * What is said goes through the outbox of the client, and is done with once the room repeats it: that works with every server,
 * also with those that give no receipts. What a dying session may have taken along is sent again under the same id.
 */
class Outgoing {
  #lines: readonly OutgoingLine[] = []
  readonly #listeners = new Set<() => void>()
  readonly #attempts = new Map<string, AbortController>()
  /** A server with a message class of its own may drop an id; then nobody could tell what is there twice. */
  #idsComeBack = true

  constructor() {
    client.onStateChange(({ status }) => {
      if (status !== 'connected') this.#sessionEnded()
    })
  }

  /** Oldest first, of all rooms. */
  readonly lines = (): readonly OutgoingLine[] => this.#lines

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  say(words: Omit<ChatMessage, 'id'>): void {
    const message = { ...words, id: `${pageId}-${++counter}` }
    this.#set([...this.#lines, { message, status: 'waiting' }])
    void this.#send(message)
  }

  sendAgain({ message }: OutgoingLine): void {
    void this.#send(message)
  }

  /** All that has not failed, in its order, after whatever waited of it before. */
  sendAllAgain(): void {
    for (const line of this.#lines) if (isUnderway(line)) this.sendAgain(line)
  }

  /** After the page was loaded anew: what waited in it. It may have arrived, and leaves under its id. */
  takeUp(roomId: string, sender: string): void {
    const known = new Set(this.#lines.map(({ message }) => message.id))
    const lines = recallLines(roomId, sender).filter(({ message }) => !known.has(message.id))
    this.#set([...this.#lines, ...lines])
    for (const line of lines) if (isUnderway(line)) this.sendAgain(line)
  }

  discard({ message: { id } }: OutgoingLine): void {
    this.#attempts.get(id)?.abort()
    this.#remove((line) => line.message.id === id)
  }

  /** What waits in the outbox still leaves, but nobody waits to hear it. */
  forget(isMeant: (message: ChatMessage) => boolean): void {
    this.#remove(({ message }) => isMeant(message))
  }

  /** Whether it was the echo of something said here. */
  heard(heard: ChatMessage): boolean {
    const line = this.#lines.find(({ message }) => isEcho(heard, message))
    if (!line) return false
    this.#idsComeBack = heard.id !== undefined
    this.discard(line)
    return true
  }

  async #send(message: Required<ChatMessage>): Promise<void> {
    const { id } = message
    this.#attempts.get(id)?.abort()
    const attempt = new AbortController()
    this.#attempts.set(id, attempt)
    this.#change(id, 'waiting')
    const unheard = (): void => {
      if (this.#attempts.get(id) === attempt) this.#change(id, 'unconfirmed')
    }
    const onSent = (): void => {
      this.#change(id, 'sent')
      setTimeout(unheard, hearBackMs)
    }
    try {
      await client.send('say', message, { signal: attempt.signal, onSent })
    } catch {
      if (!attempt.signal.aborted) this.#change(id, 'failed')
    }
  }

  #sessionEnded(): void {
    const sent = this.#lines.filter(({ status }) => status === 'sent')
    if (!this.#idsComeBack) for (const { message } of sent) this.#change(message.id, 'unconfirmed')
    else if (sent.length > 0) this.sendAllAgain()
  }

  #change(id: string, status: OutgoingLine['status']): void {
    const changed = this.#lines.map((line) => (line.message.id === id ? { ...line, status } : line))
    // Nobody would know what to do about an entrance that failed.
    this.#set(changed.filter((line) => isUnderway(line) || isTalk(line)))
  }

  #remove(isGone: (line: OutgoingLine) => boolean): void {
    for (const { message } of this.#lines.filter(isGone)) this.#attempts.delete(message.id)
    this.#set(this.#lines.filter((line) => !isGone(line)))
  }

  #set(lines: readonly OutgoingLine[]): void {
    const touched = [...this.#lines, ...lines].filter(isTalk)
    this.#lines = lines
    for (const { message } of touched) this.#remember(message)
    for (const listener of this.#listeners) listener()
  }

  #remember({ roomId, sender }: ChatMessage): void {
    const lines = this.#lines.filter((line) => isTalk(line) && isOf(line, roomId, sender))
    rememberLines(roomId, sender, lines.map(this.#afterLoading))
  }

  /** What becomes of a line when the page is loaded anew now. */
  readonly #afterLoading = (line: OutgoingLine): OutgoingLine => {
    if (!isUnderway(line)) return line
    return { ...line, status: line.status === 'sent' && !this.#idsComeBack ? 'unconfirmed' : 'waiting' }
  }
}

function isEcho(heard: ChatMessage, said: Required<ChatMessage>): boolean {
  if (heard.sender !== said.sender || heard.type !== said.type || heard.roomId !== said.roomId) return false
  if (heard.id !== undefined) return heard.id === said.id
  // Servers write the text of an entrance themselves.
  return said.type !== 'TALK' || heard.message === said.message
}

export const outgoing = new Outgoing()
