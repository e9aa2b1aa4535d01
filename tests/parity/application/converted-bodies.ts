import { setImmediate as later } from 'node:timers/promises'
import type { App } from '@stompbox/broker'
import { isObject, longOf, schema } from './pojo.ts'
import { thing, thingOf, toThing } from './thing.ts'

const map = schema((value) => (isObject(value) ? value : undefined))
const long = schema(longOf)
const things = schema((value) => {
  const found = Array.isArray(value) ? value.map(toThing) : [undefined]
  return found.includes(undefined) ? undefined : found
})

/** TakeController: the body comes back as the method got it. */
export function takes(app: App): void {
  app.message('/take/thing/{at}', { body: thing }, ({ body }) => body).sendTo('/sub/took/{at}')
  app.message('/take/text/{at}', { body: 'text' }, ({ body }) => `[${body}]`).sendTo('/sub/took/{at}')
  app.message('/take/bytes/{at}', { body: 'bytes' }, ({ body }) => inWords(body)).sendTo('/sub/took/{at}')
  app.message('/take/map/{at}', { body: map }, ({ body }) => body).sendTo('/sub/took/{at}')
  app.message('/take/list/{at}', { body: things }, ({ body }) => body).sendTo('/sub/took/{at}')
  app.message('/take/number/{at}', { body: long }, ({ body }) => body).sendTo('/sub/took/{at}')
  app
    .message('/take/optional/{at}', (context) =>
      isEmpty(context) || !isObject(context.body) ? 'none' : 'a thing',
    )
    .sendTo('/sub/took/{at}')
  app
    .message('/take/optional-text/{at}', ({ bytes }) =>
      bytes.length === 0 ? 'none' : `[${Buffer.from(bytes).toString()}]`,
    )
    .sendTo('/sub/took/{at}')
  app.message('/take/message/{at}', { body: 'text' }, ({ body }) => `[${body}]`).sendTo('/sub/took/{at}')
  app.message('/take/nothing/{at}', () => 'called').sendTo('/sub/took/{at}')
}

const isEmpty = ({ bytes }: { readonly bytes: Uint8Array }): boolean => bytes.length === 0
const inWords = (bytes: Uint8Array): string => `${bytes.length}:${Buffer.from(bytes).toString()}`

/** What GiveController returns. */
const gifts: Readonly<Record<string, unknown>> = {
  text: 'say "hi", 안녕 😀',
  'empty-text': '',
  bytes: new TextEncoder().encode('bytes'),
  'empty-bytes': new Uint8Array(),
  thing: thingOf(3, '셋 😀 "three" </b>'),
  unsorted: { zulu: 'z', alpha: 'a' },
  null: null,
  map: { b: 1, a: null, list: ['x', 'y'] },
  'empty-map': {},
  list: [1, 'two', true, []],
  number: 42,
  decimal: 1.5,
  boolean: true,
}

export function gives(app: App): void {
  for (const [name, gift] of Object.entries(gifts))
    app.message(`/give/${name}/{at}`, () => gift).sendTo('/sub/gave/{at}')
  app.message('/give/later/{at}', () => later(thingOf(4, 'later'))).sendTo('/sub/gave/{at}')
  app.message('/give/later-null/{at}', async () => null).sendTo('/sub/gave/{at}')
  app.message('/give/later-failed/{at}', () => Promise.reject(new Error('later'))).sendTo('/sub/gave/{at}')
}
