import { type App, Refusal } from '@stompbox/broker'
import { asked, checked } from './application/asked.ts'
import { gives, takes } from './application/converted-bodies.ts'
import { failed } from './application/failed.ts'
import { first } from './application/first.ts'
import { dotted, mapped } from './application/mapped.ts'
import { replied } from './application/replied.ts'
import { chatMessage } from './application/thing.ts'
import { told } from './application/told.ts'

/** What `spring-app` is, written for stompbox. */
export function application(app: App): void {
  intercepted(app)
  chat(app)
  for (const part of [mapped, takes, gives, asked, checked, replied, first, failed, told]) part(app)
}

/** The same where the separator is a dot: to Spring the rest would be there too, and out of reach. */
export function dottedApplication(app: App): void {
  intercepted(app)
  dotted(app)
}

/** ChatController. */
function chat(app: App): void {
  app.message('/chat/message', { body: chatMessage }, ({ body, send }) =>
    send(`/sub/chat/room/${String(body.roomId)}`, body),
  )
  app
    .message('/room/{id}', { body: 'text' }, ({ params, body }) => `${params.id}:${body}`)
    .sendTo('/sub/room/{id}')
  for (const pattern of ['/echo', '/echo/{at}']) app.message(pattern, { body: 'text' }, ({ body }) => body)
}

const seen = [
  'CONNECT',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'SEND',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
] as const

/** Spring 5.3 tells the client what was thrown. */
const illegalArgument = (message: string): Error =>
  Object.assign(new Error(message), { name: 'java.lang.IllegalArgumentException' })

/** HeaderInterceptor. */
function intercepted(app: App): void {
  app.intercept('CONNECT', ({ headers, setUser }) => {
    const name = headers.get('x-user')
    if (name !== undefined) setUser({ name })
  })
  for (const command of seen)
    app.intercept(command, ({ headers }) => {
      const denial = headers.get('x-deny')
      if (denial === undefined) return 'pass'
      if (denial === 'plain') throw illegalArgument('denied plain')
      if (denial === 'delivery') throw new Refusal('forbidden', 'UNAUTHORIZED')
      return 'drop'
    })
}
