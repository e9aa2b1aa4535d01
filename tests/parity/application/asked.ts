import { type App, BodyError, type MessageContext, ValidationError } from '@stompbox/broker'
import { namedThing } from './thing.ts'

type Asked = Pick<MessageContext, 'headers' | 'destination' | 'bytes' | 'user' | 'session'>

/** What the methods of ArgumentController return. */
const answers: Readonly<Record<string, (asked: Asked) => unknown>> = {
  header: (asked) => `[${required(asked, 'x-one')}]`,
  'optional-header': ({ headers }) =>
    headers.get('x-one') === undefined ? 'none' : `[${headers.get('x-one')!}]`,
  // To Spring an empty value is none where there is a default.
  'default-header': ({ headers }) => `[${headers.get('x-one')?.replace(/^$/, 'otherwise') ?? 'otherwise'}]`,
  'number-header': (asked) => String(integer(required(asked, 'x-number')) + 1),
  'list-header': (asked) => required(asked, 'x-one').split(','),
  'known-headers': ({ headers, destination, session }) => [
    headers.get('destination'),
    destination,
    session.id !== '',
  ],
  headers: ({ headers }) => sorted(headers),
  accessor: ({ headers, destination }) => `${destination} ${headers.get('x-one') ?? 'null'}`,
  message: ({ bytes }) => `${bytes.length} bytes`,
  principal: ({ user }) => user?.name ?? 'nobody',
}

export function asked(app: App): void {
  for (const [name, answer] of Object.entries(answers))
    app.message(`/ask/${name}/{at}`, (context) => answer(context)).sendTo('/sub/asked/{at}')
}

/** A header that is there several times is one String, with commas between. */
function required({ headers }: Asked, name: string): string {
  const values = headers.getAll(name)
  if (values.length === 0) throw new Error(`The header ${name} is missing.`)
  return values.join(',')
}

function integer(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`"${text}" is no number.`)
  return Number(text)
}

function sorted(headers: Asked['headers']): Record<string, string[]> {
  const all = new Map<string, string[]>()
  for (const [name] of headers) all.set(name, [...headers.getAll(name)])
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** CheckedController, UncheckedController. */
export function checked(app: App): void {
  app.router('/checked', (router) => {
    router.message('/{at}', { body: namedThing }, ({ body }) => body).sendTo('/sub/checked/{at}')
    router.catch(ValidationError, () => 'invalid').sendToUser('/queue/errors', { broadcast: false })
    // To Spring an empty body is invalid as well.
    router
      .catch(BodyError, (_, { bytes }) => (bytes.length === 0 ? 'invalid' : undefined))
      .sendToUser('/queue/errors', { broadcast: false })
  })
  app.message('/unanswered/{at}', { body: namedThing }, ({ body }) => body).sendTo('/sub/unanswered/{at}')
}
