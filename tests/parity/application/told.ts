import type { App, MessageContext } from '@stompbox/broker'
import { thingOf } from './thing.ts'

type Telling = Pick<MessageContext<{ readonly at: string }>, 'params' | 'headers'>

const text = { body: 'text' } as const

/** TellController. */
export function told(app: Pick<App, 'template' | 'router'>): void {
  const { template } = app
  const tell = ({ params }: Telling, payload: unknown, headers?: Readonly<Record<string, string>>): void =>
    template.convertAndSend(`/sub/told/${params.at}`, payload, headers)
  app.router('/tell', (told) => {
    told.message('/text/{at}', text, (context) => tell(context, context.body))
    told.message('/thing/{at}', (context) => tell(context, thingOf(2, context.params.at)))
    told.message('/bytes/{at}', (context) => tell(context, new TextEncoder().encode('told')))
    told.message('/headers/{at}', text, (context) =>
      tell(context, context.body, { 'x-one': '1', 'x:two': 'a:b\nc' }),
    )
    told.message('/content-type/{at}', text, (context) =>
      tell(context, context.body, { 'content-type': 'text/html' }),
    )
    told.message('/reserved-headers/{at}', text, (context) =>
      tell(context, context.body, { 'message-id': 'mine', subscription: 'evil', 'content-length': '1' }),
    )
    told.message('/twice/{at}', text, (context) => {
      tell(context, context.body)
      template.convertAndSend(`/sub/told-too/${context.params.at}`, context.body)
    })
    told.message('/application/{at}', text, ({ body, params }) =>
      template.convertAndSend(`/pub/echo/${params.at}`, body),
    )
  })
  tellUsers(app)
}

function tellUsers(app: Pick<App, 'template' | 'router'>): void {
  const { template } = app
  const tell = (
    { params }: Telling,
    name: string,
    payload: unknown,
    options: Parameters<App['template']['convertAndSendToUser']>[3] = {},
  ): void => template.convertAndSendToUser(name, `/queue/told/${params.at}`, payload, options)
  app.router('/tell', (told) => {
    told.message('/user/{at}', text, (context) => tell(context, nameIn(context), context.body))
    told.message('/user-thing/{at}', (context) => tell(context, nameIn(context), thingOf(6, nameIn(context))))
    told.message('/user-headers/{at}', text, (context) =>
      tell(context, nameIn(context), context.body, { headers: { 'x-one': '1' } }),
    )
    told.message('/user-session/{at}', text, (context) =>
      tell(context, nameIn(context), context.body, { sessionId: context.session.id }),
    )
    told.message('/session/{at}', text, (context) =>
      tell(context, context.session.id, context.body, { sessionId: context.session.id }),
    )
    told.message('/session-without-header/{at}', text, (context) =>
      tell(context, context.session.id, context.body),
    )
    told.message('/user-destination/{at}', text, (context) =>
      template.convertAndSend(`/user/${nameIn(context)}/queue/told/${context.params.at}`, context.body),
    )
  })
}

function nameIn({ headers }: Telling): string {
  const name = headers.get('x-to')
  if (name === undefined) throw new Error('The header x-to is missing.')
  return name
}
