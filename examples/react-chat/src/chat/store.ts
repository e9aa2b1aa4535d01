import { detectLanguage, type Language } from '../language.ts'
import type { ChatMessage } from './channels.ts'
import { client, connectOver, type Transport } from './client.ts'
import { outgoing } from './outgoing.ts'
import { recall, remember } from './remembered.ts'
import { defaultRooms, roomInHash } from './room-address.ts'
import { newRoom, withGap, withHeard, type Room } from './room.ts'

export interface ChatState {
  readonly language: Language
  readonly transport: Transport
  /** Undefined until somebody has come in. */
  readonly name: string | undefined
  readonly knownRooms: readonly string[]
  /** The rooms we are in, by id. */
  readonly rooms: ReadonlyMap<string, Room>
  readonly currentRoom: string | undefined
}

/** Who is here, in which rooms, and what was said there. The connection is the client's affair. */
class ChatStore {
  #state: ChatState = {
    language: detectLanguage(recall('language'), navigator.language),
    transport: recall('transport') === 'sockjs' ? 'sockjs' : 'websocket',
    name: undefined,
    knownRooms: defaultRooms,
    rooms: new Map(),
    currentRoom: undefined,
  }
  readonly #listeners = new Set<() => void>()

  readonly state = (): ChatState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  speak(language: Language): void {
    remember('language', language)
    this.#set({ language })
  }

  connectOver(transport: Transport): void {
    remember('transport', transport)
    this.#set({ transport })
    if (this.#state.name === undefined) return
    connectOver(transport)
    outgoing.sendAllAgain()
  }

  comeIn(name: string): void {
    remember('name', name)
    this.#set({ name })
    connectOver(this.#state.transport)
    this.followHash()
  }

  logOut(): void {
    this.quitAll()
    outgoing.forget(() => true)
    void client.disconnect()
    this.#set({ name: undefined, rooms: new Map(), currentRoom: undefined })
    location.hash = '#/'
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
    outgoing.forget((message) => message.roomId === roomId)
    const rooms = new Map(this.#state.rooms)
    rooms.delete(roomId)
    this.#set({ rooms })
    if (this.#state.currentRoom !== roomId) return
    this.#set({ currentRoom: undefined })
    location.hash = '#/'
  }

  draft(roomId: string, draft: string): void {
    this.#update(roomId, (room) => ({ ...room, draft }))
  }

  talk(roomId: string, text: string): void {
    this.draft(roomId, '')
    outgoing.say(this.#message('TALK', roomId, text))
  }

  /** Tells the room that we are in it, unless it knows. */
  announce(roomId: string): void {
    if (this.#state.rooms.get(roomId)?.announced !== false) return
    this.#update(roomId, (room) => ({ ...room, announced: true }))
    outgoing.say(this.#message('ENTER', roomId))
  }

  announceAll(): void {
    for (const roomId of this.#state.rooms.keys()) this.announce(roomId)
  }

  quitAll(): void {
    for (const roomId of this.#state.rooms.keys()) this.#announceQuit(roomId)
  }

  heard(roomId: string, message: ChatMessage): void {
    // The room is the one that was subscribed to, whatever the body says.
    outgoing.heard({ ...message, roomId })
    const { name, currentRoom } = this.#state
    const isOnScreen = roomId === currentRoom && document.visibilityState === 'visible'
    const isNews = message.type === 'TALK' && message.sender !== name && !isOnScreen
    this.#update(roomId, (room) => withHeard(room, message, isNews))
  }

  interrupted(roomId: string): void {
    this.#update(roomId, withGap)
  }

  /** What arrived while the page was hidden counts as read once it is looked at. */
  markRead(): void {
    const { currentRoom } = this.#state
    if (currentRoom !== undefined) this.#update(currentRoom, (room) => ({ ...room, unread: 0 }))
  }

  #join(roomId: string): void {
    const { knownRooms, rooms } = this.#state
    if (!knownRooms.includes(roomId)) this.#set({ knownRooms: [...knownRooms, roomId] })
    this.#put({ ...(rooms.get(roomId) ?? newRoom(roomId)), unread: 0 })
  }

  #announceQuit(roomId: string): void {
    if (!this.#state.rooms.get(roomId)?.announced) return
    this.#update(roomId, (room) => ({ ...room, announced: false }))
    // Nobody is left to tell when this fails.
    client.send('say', this.#message('QUIT', roomId)).catch(() => undefined)
  }

  #message(type: ChatMessage['type'], roomId: string, message = ''): ChatMessage {
    return { type, roomId, sender: this.#state.name ?? '', message }
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

export const chat = new ChatStore()
