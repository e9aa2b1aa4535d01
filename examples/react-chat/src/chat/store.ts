import { detectLanguage, type Language } from '../language.ts'
import type { ChatMessage, Here } from './channels.ts'
import { client, connectOver, type Transport } from './client.ts'
import { Departures } from './departures.ts'
import { withMember, withoutSilent } from './members.ts'
import { outgoing } from './outgoing.ts'
import { forgetVisit, recall, recallVisit, remember, rememberVisit } from './remembered.ts'
import { isRefusal, RollCall } from './roll-call.ts'
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
  /** Undefined until it is known whether pages may talk to each other here. */
  readonly callsRoll: boolean | undefined
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
    callsRoll: undefined,
  }
  readonly #departures = new Departures()
  readonly #rollCall = new RollCall({
    me: () => this.#state.name ?? '',
    over: (roomId, sinceMs) => this.#dropSilent(roomId, sinceMs),
  })
  readonly #listeners = new Set<() => void>()

  constructor() {
    client.onStateChange((state) => {
      if (isRefusal(state)) this.#doWithoutRollCall()
    })
  }

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

  /** After the page was loaded anew: into the rooms one was in, with what was being written. */
  comeBack(): void {
    const visit = recallVisit()
    if (!visit) return
    this.comeIn(visit.name)
    for (const { id, draft } of visit.rooms) {
      this.#join(id)
      this.draft(id, draft)
    }
  }

  rememberVisit(): void {
    const { name, rooms } = this.#state
    if (name === undefined) forgetVisit()
    else rememberVisit({ name, rooms: [...rooms.values()].map(({ id, draft }) => ({ id, draft })) })
  }

  logOut(): void {
    this.quitAll()
    for (const roomId of this.#state.rooms.keys()) this.#forget(roomId)
    outgoing.forget(() => true)
    void client.disconnect()
    this.#set({ name: undefined, rooms: new Map(), currentRoom: undefined })
    location.hash = '#/'
  }

  /** Joins the room that the address names, if any, and shows it. */
  followHash(): void {
    if (this.#state.name === undefined) return
    const { currentRoom } = this.#state
    const roomId = roomInHash(location.hash)
    if (currentRoom !== undefined && currentRoom !== roomId) this.#caughtUp(currentRoom)
    if (roomId !== undefined) this.#join(roomId)
    this.#set({ currentRoom: roomId })
  }

  leave(roomId: string): void {
    this.#announceQuit(roomId)
    outgoing.forget((message) => message.roomId === roomId)
    this.#forget(roomId)
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
    this.#caughtUp(roomId)
    outgoing.say(this.#message('TALK', roomId, text))
  }

  /** Tells the room that we are in it, unless it knows; then what it was to hear before the page was loaded anew. */
  announce(roomId: string): void {
    if (this.#state.rooms.get(roomId)?.announced !== false) return
    this.#update(roomId, (room) => ({ ...room, announced: true }))
    outgoing.say(this.#message('ENTER', roomId))
    outgoing.takeUp(roomId, this.#state.name ?? '')
  }

  announceAll(): void {
    for (const roomId of this.#state.rooms.keys()) this.announce(roomId)
  }

  quitAll(): void {
    for (const roomId of this.#state.rooms.keys()) this.#announceQuit(roomId)
  }

  heard(roomId: string, message: ChatMessage): void {
    const room = this.#state.rooms.get(roomId)
    if (!room) return
    // The room is the one that was subscribed to, whatever the body says.
    const isOurs = outgoing.heard({ ...message, roomId })
    if (message.type === 'QUIT') {
      this.#heardDeparture(roomId, message)
      return
    }
    this.#departures.cameBack(roomId, message.sender)
    if (message.type === 'TALK') this.#heardTalk(roomId, message)
    // Who is there already has only loaded the page anew.
    else if (isOurs || !room.members.has(message.sender)) this.#tell(roomId, message)
    if (isOurs && message.type === 'ENTER') this.#update(roomId, (room) => ({ ...room, hasEntered: true }))
  }

  /** Asks who else is in the room. */
  callRoll(roomId: string): void {
    this.#rollCall.ask(roomId)
  }

  /** Somebody in the room said that they are. */
  present(roomId: string, { sender, asks }: Here): void {
    const room = this.#state.rooms.get(roomId)
    if (!room) return
    this.#departures.cameBack(roomId, sender)
    // First, so that whoever asks has been heard since.
    if (asks) this.#rollCall.asked(roomId, sender, room.members.size)
    this.#put({ ...room, members: withMember(room.members, sender, true) })
    if (this.#state.callsRoll === undefined) this.#set({ callsRoll: true })
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
    this.#put({ ...(rooms.get(roomId) ?? newRoom(roomId, this.#state.name ?? '')), unread: 0 })
  }

  #heardTalk(roomId: string, message: ChatMessage): void {
    const { name, currentRoom } = this.#state
    const isOnScreen = roomId === currentRoom && document.visibilityState === 'visible'
    this.#tell(roomId, message, message.sender !== name && !isOnScreen)
  }

  #heardDeparture(roomId: string, message: ChatMessage): void {
    // Another tab of ours was closed, and the others should know that this one was not.
    if (message.sender === this.#state.name) this.#rollCall.answer(roomId)
    else this.#departures.expect(roomId, message.sender, () => this.#tell(roomId, message))
  }

  #tell(roomId: string, message: ChatMessage, isNews = false): void {
    this.#update(roomId, (room) => withHeard(room, message, isNews))
  }

  #dropSilent(roomId: string, sinceMs: number): void {
    const { name = '' } = this.#state
    // Who lost the connection heard no answers.
    if (client.state.status !== 'connected') return
    this.#update(roomId, (room) => ({ ...room, members: withoutSilent(room.members, sinceMs, name) }))
  }

  /** A server that lets pages say nothing but chat messages has ended the session; so it is not tried again. */
  #doWithoutRollCall(): void {
    const hasTried = [...this.#state.rooms.values()].some(({ hasEntered }) => hasEntered)
    if (this.#state.callsRoll !== undefined || !hasTried) return
    this.#set({ callsRoll: false })
    if (client.state.status === 'closed') connectOver(this.#state.transport)
  }

  /** What was new in a room is new no more. */
  #caughtUp(roomId: string): void {
    this.#update(roomId, (room) => ({ ...room, unreadFrom: undefined }))
  }

  #forget(roomId: string): void {
    this.#departures.forget(roomId)
    this.#rollCall.leave(roomId)
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
