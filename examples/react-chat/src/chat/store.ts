import type { ConnectionState, Reason } from '@stompbox/sdk'
import { detectLanguage, type Language } from '../language.ts'
import { Connection, type Transport } from './connection.ts'
import type { ChatMessage } from './protocol.ts'
import { recall, remember } from './remembered.ts'
import { defaultRooms, roomInHash } from './room-address.ts'
import { newRoom, withHeard, withoutFirst, withSent, withUnconfirmedReturned, type Room } from './room.ts'

export interface ChatState {
  readonly language: Language
  readonly transport: Transport
  /** Undefined until somebody has come in. */
  readonly name: string | undefined
  readonly connection: ConnectionState
  /** Why there is no session, until there is one again. */
  readonly trouble: Reason | undefined
  readonly knownRooms: readonly string[]
  /** The rooms we are in, by id. */
  readonly rooms: ReadonlyMap<string, Room>
  readonly currentRoom: string | undefined
}

/** Lives outside React: whatever mounts, unmounts or mounts twice, there is one connection and one ENTER. */
class ChatStore {
  #state: ChatState = {
    language: detectLanguage(recall('language'), navigator.language),
    transport: recall('transport') === 'sockjs' ? 'sockjs' : 'websocket',
    name: undefined,
    connection: { status: 'idle' },
    trouble: undefined,
    knownRooms: defaultRooms,
    rooms: new Map(),
    currentRoom: undefined,
  }
  readonly #listeners = new Set<() => void>()
  readonly #connection = new Connection({
    stateChanged: (state) => this.#stateChanged(state),
    messageHeard: (message) => this.#messageHeard(message),
  })

  readonly state = (): ChatState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  speak(language: Language): void {
    remember('language', language)
    this.#set({ language })
  }

  comeIn(name: string): void {
    remember('name', name)
    this.#set({ name })
    this.#connection.open(this.#state.transport)
    this.followHash()
  }

  retry(): void {
    this.#connection.retry()
  }

  connectOver(transport: Transport): void {
    remember('transport', transport)
    this.#set({ transport })
    if (this.#state.name !== undefined) this.#connection.open(transport)
  }

  /** Joins the room that the address names, if any, and shows it. */
  followHash(): void {
    if (this.#state.name === undefined) return
    const roomId = roomInHash(location.hash)
    if (roomId !== undefined) this.#join(roomId)
    this.#set({ currentRoom: roomId })
  }

  leave(roomId: string): void {
    this.#announceQuit(roomId)
    this.#connection.leave(roomId)
    const rooms = new Map(this.#state.rooms)
    rooms.delete(roomId)
    this.#set({ rooms })
    if (this.#state.currentRoom !== roomId) return
    this.#set({ currentRoom: undefined })
    location.hash = '#/'
  }

  logOut(): void {
    this.quitAll()
    void this.#connection.close()
    this.#set({ name: undefined, rooms: new Map(), currentRoom: undefined })
    this.#stateChanged({ status: 'idle' })
    location.hash = '#/'
  }

  draft(roomId: string, draft: string): void {
    this.#update(roomId, (room) => ({ ...room, draft, notice: undefined }))
  }

  talk(roomId: string, text: string): void {
    if (this.#state.connection.status !== 'connected') {
      this.#update(roomId, (room) => ({ ...room, draft: text, notice: 'not-connected' }))
      return
    }
    this.#update(roomId, (room) => withSent(room, text))
    this.#send('TALK', roomId, text).catch(() => this.#notSent(roomId, text))
  }

  quitAll(): void {
    for (const roomId of this.#state.rooms.keys()) this.#announceQuit(roomId)
  }

  announceAll(): void {
    for (const roomId of this.#state.rooms.keys()) this.#announce(roomId)
  }

  #join(roomId: string): void {
    if (!this.#state.knownRooms.includes(roomId))
      this.#set({ knownRooms: [...this.#state.knownRooms, roomId] })
    this.#put({ ...(this.#state.rooms.get(roomId) ?? newRoom(roomId)), unread: 0 })
    this.#connection.join(roomId)
    this.#announce(roomId)
  }

  #announce(roomId: string): void {
    if (this.#state.connection.status !== 'connected' || this.#state.rooms.get(roomId)?.announced !== false)
      return
    this.#update(roomId, (room) => ({ ...room, announced: true }))
    this.#send('ENTER', roomId).catch(() => this.#update(roomId, (room) => ({ ...room, announced: false })))
  }

  #announceQuit(roomId: string): void {
    if (!this.#state.rooms.get(roomId)?.announced) return
    this.#update(roomId, (room) => ({ ...room, announced: false }))
    // Nobody is left to tell when this fails.
    this.#send('QUIT', roomId).catch(() => undefined)
  }

  async #send(type: ChatMessage['type'], roomId: string, message = ''): Promise<void> {
    await this.#connection.send({ type, roomId, sender: this.#state.name ?? '', message })
  }

  #notSent(roomId: string, text: string): void {
    this.#update(roomId, (room) => {
      if (!room.unconfirmed.includes(text)) return room
      const others = withoutFirst(room.unconfirmed, text)
      return { ...withUnconfirmedReturned({ ...room, unconfirmed: [text] }), unconfirmed: others }
    })
  }

  #stateChanged(connection: ConnectionState): void {
    this.#set({ connection, trouble: troubleAfter(connection, this.#state.trouble) })
    if (connection.status === 'connected') this.announceAll()
    else for (const roomId of this.#state.rooms.keys()) this.#update(roomId, withUnconfirmedReturned)
  }

  #messageHeard(message: ChatMessage): void {
    const { name, currentRoom } = this.#state
    const isOnScreen = message.roomId === currentRoom && document.visibilityState === 'visible'
    this.#update(message.roomId, (room) => withHeard(room, message, message.sender === name, isOnScreen))
  }

  /** What arrived while the page was hidden counts as read once it is looked at. */
  markRead(): void {
    const { currentRoom } = this.#state
    if (currentRoom !== undefined) this.#update(currentRoom, (room) => ({ ...room, unread: 0 }))
  }

  #update(roomId: string, change: (room: Room) => Room): void {
    const room = this.#state.rooms.get(roomId)
    if (room) this.#put(change(room))
  }

  #put(room: Room): void {
    this.#set({ rooms: new Map(this.#state.rooms).set(room.id, room) })
  }

  #set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}

function troubleAfter(connection: ConnectionState, trouble: Reason | undefined): Reason | undefined {
  if (connection.status === 'connecting') return trouble
  return 'reason' in connection ? connection.reason : undefined
}

export const chat = new ChatStore()

// Two copies of this module would be two connections.
import.meta.hot?.dispose(() => location.reload())
