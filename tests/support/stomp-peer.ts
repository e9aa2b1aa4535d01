import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Closing, Peer } from '../conformance/peer.ts'

/** The ways in which a browser reaches `/ws-stomp`, each opening one peer before CONNECT. */
export const ways = {
  websocket: (http: string) => Peer.open(`${http.replace('http', 'ws')}/ws-stomp`),
  'sockjs websocket': openSockJsWebSocket,
  'sockjs xhr': openXhr,
} as const

export type Way = keyof typeof ways

/** `a["…"]` is data, `c[code,"reason"]` the close, `o` and `h` are neither. */
function hear(peer: Peer, text: string): Closing | undefined {
  if (text.startsWith('a'))
    for (const part of JSON.parse(text.slice(1)) as string[]) peer.heard(Buffer.from(part), 'text')
  if (!text.startsWith('c')) return undefined
  const [code, reason] = JSON.parse(text.slice(1)) as [number, string]
  return { code, reason }
}

const quoted = (bytes: Uint8Array): string => JSON.stringify([Buffer.from(bytes).toString()])

async function openSockJsWebSocket(http: string): Promise<Peer> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws-stomp/000/${randomUUID()}/websocket`)
  const peer = new Peer({ write: (bytes) => socket.send(quoted(bytes)), cut: () => socket.terminate() })
  let said: Closing | undefined
  socket.on('message', (data: Buffer) => (said = hear(peer, String(data)) ?? said))
  // SockJS says the close code in a message of its own; the WebSocket says it again.
  socket.on('close', (code, reason) =>
    peer.ended({ code: said?.code === code ? code : Number.NaN, reason: String(reason) }),
  )
  await once(socket, 'open')
  return peer
}

/** Polls without end, and posts one message after the other. */
async function openXhr(http: string): Promise<Peer> {
  const session = `${http}/ws-stomp/000/${randomUUID()}`
  const gone = new AbortController()
  const post = async (path: string, body = ''): Promise<string> =>
    (await fetch(`${session}/${path}`, { method: 'POST', body, signal: gone.signal })).text()
  let sent: Promise<unknown> = Promise.resolve()
  const peer = new Peer({
    write: (bytes) => void (sent = sent.then(() => post('xhr_send', quoted(bytes))).catch(() => {})),
    cut: () => gone.abort(),
  })
  const poll = async (): Promise<Closing> => hear(peer, (await post('xhr')).trimEnd()) ?? (await poll())
  await post('xhr')
  const cut = { code: 1006, reason: '' }
  void poll().then(
    (closing) => peer.ended(closing),
    () => peer.ended(cut),
  )
  return peer
}
