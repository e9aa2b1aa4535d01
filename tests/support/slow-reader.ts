import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { clientFrame, request, webSocketHeaders } from './raw-socket.ts'

export const doors = ['websocket', 'sockjs', 'tcp'] as const
export type Door = (typeof doors)[number]

/** The id of a subscription and the number in a body; lines end as the framing has it. */
const arrival = /(?:\n|\\n)subscription:(\S+?)(?:\n|\\n)[^#]*#(\d+)#/g

/** One real socket that knows its own ids, and counts what it hears under each: it must be 1, 2, 3 … */
export class SlowReader {
  readonly socket: Socket
  readonly faults: string[] = []
  readonly #heard = new Map<string, number>()
  #rest = ''
  #awaited: { readonly id: string; readonly number: number; readonly come: () => void } | undefined

  private constructor(socket: Socket, ids: readonly string[]) {
    this.socket = socket
    for (const id of ids) this.#heard.set(id, 0)
    socket.on('data', (text: string) => this.#read(this.#rest + text))
  }

  /** @param wishes each id and its destination. */
  static async open(port: number, door: Door, wishes: Readonly<Record<string, string>>): Promise<SlowReader> {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1')
    await once(socket, 'connect')
    if (door !== 'tcp') await upgrade(socket, door)
    const frames = Object.entries(wishes).map(
      ([id, destination]) => `SUBSCRIBE\nid:${id}\ndestination:${destination}\n\n\0`,
    )
    const fence = 'SEND\ndestination:/sub/none\nreceipt:in\n\n\0'
    for (const frame of ['CONNECT\naccept-version:1.2\n\n\0', ...frames, fence])
      socket.write(framed(frame, door))
    await hears(socket, 'RECEIPT')
    return new SlowReader(socket, Object.keys(wishes))
  }

  heard(id: string): number {
    return this.#heard.get(id)!
  }

  /** Resolves once so many came under this id, or something came that is wrong. */
  async until(id: string, number: number): Promise<void> {
    await new Promise<void>((come) => {
      this.#awaited = { id, number, come }
      this.#look()
    })
  }

  #look(): void {
    const { id, number, come } = this.#awaited ?? {}
    if (id !== undefined && (this.faults.length > 0 || this.heard(id) >= number!)) come!()
  }

  #read(text: string): void {
    let end = 0
    for (const match of text.matchAll(arrival)) {
      this.#count(match[1]!, Number(match[2]))
      end = match.index + match[0].length
    }
    this.#rest = text.slice(end)
    this.#look()
  }

  #count(id: string, number: number): void {
    const last = this.#heard.get(id)
    if (last === undefined) this.faults.push(`${number} came under ${id}, which is somebody else’s`)
    else if (number !== last + 1) this.faults.push(`${number} came under ${id} after ${last}`)
    this.#heard.set(id, number)
  }
}

function framed(frame: string, door: Door): string | Buffer {
  if (door === 'tcp') return frame
  return clientFrame(0x81, door === 'sockjs' ? JSON.stringify([frame]) : frame)
}

async function upgrade(socket: Socket, door: 'websocket' | 'sockjs'): Promise<void> {
  const session = Math.random().toString(36).slice(2)
  const path = door === 'websocket' ? '/ws' : `/ws-stomp/000/${session}/websocket`
  socket.write(request(`GET ${path}`, webSocketHeaders))
  await hears(socket, 'HTTP/1.1 101')
}

async function hears(socket: Socket, expected: string): Promise<void> {
  for (let text = ''; !text.includes(expected);) text += ((await once(socket, 'data')) as [string])[0]
}
