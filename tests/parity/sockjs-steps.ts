import type { Http, Open, Step } from './scenario.ts'
import { connected, frame, http, open, say, send } from './steps.ts'

export const sockJsPath = (session: string, transport: string): string =>
  `/ws-stomp/000/${session}/${transport}`

/** A SockJS session over WebSocket, whose id the client chooses. */
export const openSockJs = (on: string, session: string, more: Partial<Open> = {}): Open =>
  open(on, sockJsPath(session, 'websocket'), more)
/** Frames as SockJS takes them: an array of strings. */
export const tell = (on: string, ...frames: readonly string[]): Step => say(on, JSON.stringify(frames))
/** The same by HTTP. */
export const post = (on: string, session: string, ...frames: readonly string[]): Http =>
  postRaw(on, session, JSON.stringify(frames))
export const postRaw = (on: string, session: string, body: string): Http =>
  http(on, 'POST', sockJsPath(session, 'xhr_send'), { body })
export const poll = (on: string, session: string, more: Partial<Http> = {}): Http =>
  http(on, 'POST', sockJsPath(session, 'xhr'), more)
/** A poll that is to be held until there is something to say. */
export const heldPoll = (on: string, session: string): Http => poll(on, session, { staysOpen: true })
export const stream = (on: string, session: string, more: Partial<Http> = {}): Http =>
  http(on, 'POST', sockJsPath(session, 'xhr_streaming'), { staysOpen: true, ...more })
export const eventSource = (on: string, session: string, more: Partial<Http> = {}): Http =>
  http(on, 'GET', sockJsPath(session, 'eventsource'), { staysOpen: true, ...more })
export const htmlFile = (on: string, session: string, query = '?c=callback'): Http =>
  http(on, 'GET', sockJsPath(session, `htmlfile${query}`), { staysOpen: true })

export const connectFrame = frame('CONNECT', ['accept-version:1.2,1.1,1.0', 'heart-beat:0,0'])
export const subscribeFrame = (id: string, destination: string): string =>
  frame('SUBSCRIBE', [`id:${id}`, `destination:${destination}`])
export const sendFrame = (destination: string, body: string): string =>
  frame('SEND', [`destination:${destination}`], body)

/** A stream that will be refused or ended at once, so all of it is awaited. */
export const ended = ({ on, method, path, headers = {} }: Http): Http => http(on, method, path, { headers })

/** STOMP over a SockJS WebSocket. */
export const connectedSockJs = (on: string, session: string): Step[] => [
  openSockJs(on, session),
  tell(on, connectFrame),
]

/** A polling session with a subscription; `session` names its channels. */
export const connectedPolling = (session: string, destination: string): Step[] => [
  poll('opened', session),
  post('connect', session, connectFrame),
  poll('connected', session),
  post('subscribe', session, subscribeFrame('s', destination)),
]

/** Somebody else, who publishes. */
export const publisher = connected('other')
export const publish = (destination: string, body: string): Step => send('other', destination, body)
