import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Closing, Peer } from '../conformance/peer.ts'

/** Where a broker listens: `http://…`, and `tcp://…` if it does. */
export interface Doors {
  readonly http: string
  readonly tcp: string
}

/** The ways in which a client reaches a broker, each opening one peer before CONNECT. */
export const ways = {
  websocket: ({ http }: Doors) => Peer.open(`${http.replace('http', 'ws')}/ws-stomp`),
  'sockjs websocket': openSockJsWebSocket,
  'sockjs xhr': openXhr,
  tcp: ({ tcp }: Doors) => Peer.open(tcp),
} as const

export type Way = keyof typeof ways

export const everyWay = Object.keys(ways) as Way[]

/** Close codes that a way has no place for are NaN. */
export const closeCodeOver = (way: Way, closeCode: number): number => (way === 'tcp' ? Number.NaN : closeCode)

/** `a["…"]` is data, `c[code,"reason"]` the close, `o` and `h` are neither. */
function hear(peer: Peer, text: string): Closing | undefined {
  if (text.startsWith('a'))
    for (const part of JSON.parse(text.slice(1)) as string[]) peer.heard(Buffer.from(part), 'text')
  if (!text.startsWith('c')) return undefined
  const [code, reason] = JSON.parse(text.slice(1)) as [number, string]
  return { code, reason }
}

const quoted = (pieces: readonly Uint8Array[]): string =>
  JSON.stringify(pieces.map((bytes) => Buffer.from(bytes).toString()))

async function openSockJsWebSocket({ http }: Doors): Promise<Peer> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws-stomp/000/${randomUUID()}/websocket`)
  const peer = new Peer({ write: (bytes) => socket.send(quoted([bytes])), cut: () => socket.terminate() })
  let said: Closing | undefined
  socket.on('message', (data: Buffer) => (said = hear(peer, String(data)) ?? said))
  // SockJS says the close code in a message of its own; the WebSocket says it again.
  socket.on('close', (code, reason) =>
    peer.ended({ code: said?.code === code ? code : Number.NaN, reason: String(reason) }),
  )
  await once(socket, 'open')
  return peer
}

/** What a SockJS server takes in one request. */
const mostInPost = 100

/** Polls without end, and posts whatever was said while the last post was under way. */
async function openXhr({ http }: Doors): Promise<Peer> {
  const session = `${http}/ws-stomp/000/${randomUUID()}`
  const gone = new AbortController()
  const post = async (path: string, body = ''): Promise<string> => {
    const response = await fetch(`${session}/${path}`, { method: 'POST', body, signal: gone.signal })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`)
    return text
  }
  const unsent: Uint8Array[] = []
  let isPosting = false
  const send = async (): Promise<void> => {
    isPosting = true
    while (unsent.length > 0) await post('xhr_send', quoted(unsent.splice(0, mostInPost))).catch(() => {})
    isPosting = false
  }
  const write = (bytes: Uint8Array): void => {
    unsent.push(bytes)
    if (!isPosting) void send()
  }
  const peer = new Peer({ write, cut: () => gone.abort() })
  const poll = async (): Promise<Closing> => hear(peer, (await post('xhr')).trimEnd()) ?? (await poll())
  await post('xhr')
  const cut = { code: 1006, reason: '' }
  void poll().then(
    (closing) => peer.ended(closing),
    () => peer.ended(cut),
  )
  return peer
}
