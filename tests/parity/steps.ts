import type { Close, Http, Open, Pause, Ping, Say, Scenario, Step, Stop, Wait } from './scenario.ts'

/** A frame as it goes on the wire. */
export const frame = (command: string, headers: readonly string[] = [], body = ''): string =>
  `${[command, ...headers].join('\n')}\n\n${body}\0`

export const open = (on: string, path = '/ws', more: Partial<Open> = {}): Open => ({
  do: 'open',
  on,
  path,
  ...more,
})
export const say = (on: string, text: string, more: Partial<Say> = {}): Say => ({
  do: 'say',
  on,
  text,
  ...more,
})
export const close = (on: string, code?: number, reason?: string): Close => ({
  do: 'close',
  on,
  ...(code !== undefined && { code }),
  ...(reason !== undefined && { reason }),
})
export const ping = (on: string, data: string): Ping => ({ do: 'ping', on, data })
export const wait = (ms: number): Wait => ({ do: 'wait', ms })
export const http = (on: string, method: Http['method'], path: string, more: Partial<Http> = {}): Http => ({
  do: 'http',
  on,
  method,
  path,
  ...more,
})

const connectHeaders = ['accept-version:1.2,1.1,1.0', 'heart-beat:0,0']

/** A plain WebSocket with a STOMP session on it. */
export const connected = (on: string, more: readonly string[] = []): Step[] => [
  open(on),
  say(on, frame('CONNECT', [...connectHeaders, ...more])),
]
/** The same, of a user. */
export const connectedAs = (on: string, user: string): Step[] => connected(on, [`x-user:${user}`])
export const subscribe = (on: string, id: string, destination: string): Say =>
  say(on, frame('SUBSCRIBE', [`id:${id}`, `destination:${destination}`]))
export const send = (
  on: string,
  destination: string,
  body = '',
  headers: readonly string[] = [],
  more: Partial<Say> = {},
): Say => say(on, frame('SEND', [`destination:${destination}`, ...headers], body), more)
/** A WebSocket message whose bytes are the characters' codes: binary, unless `asText`. */
export const sayBytes = (on: string, bytes: string, more: Partial<Say> = {}): Say => ({
  do: 'say',
  on,
  bytes,
  ...more,
})
export const pause = (on: string): Pause => ({ do: 'pause', on })
export const resume = (on: string, more: Partial<Pause> = {}): Pause => ({ do: 'resume', on, ...more })
export const stop: Stop = { do: 'stop' }

/** A CONNECT of its own making on a fresh plain WebSocket. */
export const connectWith = (on: string, headers: readonly string[] = [], body = ''): Step[] => [
  open(on),
  say(on, frame('CONNECT', headers, body)),
]

/** Makes silence mean something: a session that still works gets its own words back. Once for each channel of a scenario. */
export const usable = (on: string, own: string): Step[] => [
  subscribe(on, 'fence', `/sub/fence/${own}/${on}`),
  send(on, `/sub/fence/${own}/${on}`, 'still here'),
]

/** The same question with several values, each on a channel named by its key. */
export const each = <T>(values: Readonly<Record<string, T>>, ask: (on: string, value: T) => Step[]): Step[] =>
  Object.entries(values).flatMap(([on, value]) => ask(on, value))

type Particulars = Omit<Scenario, 'id' | 'section' | 'title' | 'steps'>

/** Makes the scenarios of one section. */
export const scenariosOf =
  (section: Scenario['section']) =>
  (id: string, title: string, steps: readonly Step[], particulars: Particulars = {}): Scenario => ({
    id,
    section,
    title,
    ...particulars,
    steps,
  })
