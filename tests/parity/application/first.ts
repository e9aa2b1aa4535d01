import type { App } from '@stompbox/broker'
import { LocalError, fail } from './failed.ts'
import { wholeNumber } from './mapped.ts'
import { thingOf } from './thing.ts'

/** FirstController. */
export function first(app: App): void {
  app.subscribe('/init', () => thingOf(1, 'init'))
  app.router('/first', (router) => {
    router.subscribe('/text/{at}', ({ params }) => `first ${params.at}`)
    router.subscribe('/bytes/{at}', () => new TextEncoder().encode('first'))
    router.subscribe('/map/{at}', () => ({ rooms: ['a', 'b'], size: 2 }))
    router.subscribe('/null/{at}', () => null)
    router.subscribe('/void/{at}', () => undefined)
    router.subscribe('/later/{at}', async () => thingOf(5, 'later'))
    router.subscribe('/exact/fixed', () => 'fixed')
    router.subscribe('/exact/{at}', ({ params }) => `variable ${params.at}`)
    router.subscribe('/number/{n:[0-9]+}', ({ params }) => Number(wholeNumber(params.n, 32)) + 1)
    router.subscribe(
      '/arguments/{at}',
      ({ headers, user }) => `${headers.get('x-one') ?? 'null'} ${user?.name ?? 'nobody'}`,
    )
    router.subscribe('/elsewhere/{at}', () => 'elsewhere').sendTo('/sub/elsewhere/{at}')
    router.subscribe('/default/{at}', () => 'default').sendTo()
    router.subscribe('/user/{at}', () => 'user').sendToUser('/queue/first/{at}')
    router.subscribe('/failing/{at}', () => fail(new LocalError('first')))
    router.catch(LocalError, ({ message }) => `failed ${message}`)
  })
  app.subscribe('/two-faces/{at}', () => 'subscribed')
  app.message('/two-faces/{at}', () => 'sent')
}
