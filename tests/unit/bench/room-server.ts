import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Group, Plan } from '../../bench/load/plan.ts'

interface Member {
  readonly socket: WebSocket
  readonly room: string
  readonly id: string
}

/** What a delivery becomes on its way to the first member of its room. Nothing else is ever changed. */
export type Fault = (text: string, send: (text: string) => void, socket: WebSocket) => void

/** Rooms over WebSocket: `join 0001 00002`, `say 0001 <mark>`, and `00002 <mark>` to each member. */
export class RoomServer {
  readonly #server: WebSocketServer
  readonly members: Member[] = []
  readonly sockets: WebSocket[] = []
  readonly heard: string[] = []
  deliver: Fault = (text, send) => send(text)

  private constructor(server: WebSocketServer) {
    this.#server = server
    server.on('connection', (socket) => {
      this.sockets.push(socket)
      socket.on('message', (data: Buffer) => this.#take(socket, data.toString()))
    })
  }

  static async listen(): Promise<RoomServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    return new RoomServer(server)
  }

  #take(socket: WebSocket, text: string): void {
    const [verb, room = '', rest = ''] = text.split(' ')
    if (verb === 'join') this.#join({ socket, room, id: rest })
    else if (verb === 'say') this.#say(socket, room, rest)
    else if (verb === 'close') socket.close(1008, 'not you')
    else this.heard.push(text)
  }

  #join(member: Member): void {
    this.members.push(member)
    member.socket.once('close', () => this.members.splice(this.members.indexOf(member), 1))
    member.socket.send(`joined ${member.room}`)
  }

  #say(publisher: WebSocket, room: string, mark: string): void {
    const members = this.members.filter((member) => member.room === room)
    for (const { socket, id } of members) {
      const text = `MESSAGE\nack:v-${id}\n${id} ${mark}`
      const send = (changed: string): void => socket.send(changed)
      if (socket === members[0]!.socket) this.deliver(text, send, socket)
      else send(text)
    }
    publisher.send(`heard ${mark}`)
  }

  plan(groups: readonly Partial<Group>[]): Plan {
    return {
      host: '127.0.0.1',
      port: (this.#server.address() as AddressInfo).port,
      pid: process.pid,
      core: 0,
      warmUpSeconds: 0.05,
      measureSeconds: 0.2,
      groups: groups.map(group),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

const group = (asked: Partial<Group>): Group => ({
  name: 'room',
  transport: 'websocket',
  path: '/',
  firstRoom: 1,
  rooms: 1,
  membersPerRoom: 3,
  member: [{ say: 'join {room} {id}', until: 'joined {room}' }],
  publishers: 2,
  publisher: [],
  load: { inFlight: 4 },
  publish: 'say {room} {mark}',
  hasReceipts: true,
  own: '{id} #',
  ...asked,
})
