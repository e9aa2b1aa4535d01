import { type App, BodyError } from '@stompbox/broker'
import { thing, thingOf } from './thing.ts'

export class LocalError extends Error {}
class SpecialError extends LocalError {}
class AdvisedError extends Error {}
class TopicError extends Error {}
class NamedError extends Error {}
class AgainError extends Error {}
class SilentError extends Error {}
class EverybodyError extends Error {}

const text = { body: 'text' } as const
const toErrors = ['/queue/errors', { broadcast: false }] as const

/** FailController, OtherFailController, Advice. */
export function failed(app: App): void {
  app.router('/fail', (router) => {
    failing(router)
    router.catch(LocalError, ({ message }) => `local ${message}`).sendToUser(...toErrors)
    router.catch(SpecialError, ({ message }) => `special ${message}`).sendToUser(...toErrors)
    router.catch(TopicError, () => 'to the default topic')
    router.catch(AgainError, () => {
      throw new Error('the handler fails too')
    })
    router.catch(SilentError, () => null).sendToUser(...toErrors)
    router.catch(EverybodyError, () => 'everybody').sendToUser('/queue/errors')
    // To Spring an empty body is an exception of another class.
    router
      .catch(BodyError, (_, { bytes }) => (bytes.length === 0 ? undefined : 'not understood'))
      .sendToUser(...toErrors)
  })
  app.router('/other-fail', (router) => {
    router.message('/local/{at}', text, ({ body }) => fail(new LocalError(body)))
    router.message('/advised/{at}', text, ({ body }) => fail(new AdvisedError(body)))
    router.message('/caused/{at}', text, ({ body }) =>
      fail(new Error('outer', { cause: new AdvisedError(body) })),
    )
  })
  app.catch(AdvisedError, ({ message }) => `advice ${message}`).sendToUser(...toErrors)
  app.catch(LocalError, ({ message }) => `advice for local ${message}`).sendToUser(...toErrors)
}

function failing(router: Pick<App, 'message' | 'router'>): void {
  router.message('/local/{at}', text, ({ body }) => fail(new LocalError(body)))
  router.message('/special/{at}', text, ({ body }) => fail(new SpecialError(body)))
  router.message('/caused/{at}', text, ({ body }) =>
    fail(new Error('outer', { cause: new LocalError(body) })),
  )
  router.message('/topic/{at}', () => fail(new TopicError('topic')))
  router.message('/again/{at}', () => fail(new AgainError('again')))
  router.message('/silent/{at}', () => fail(new SilentError('silent')))
  router.message('/everybody/{at}', () => fail(new EverybodyError('everybody')))
  router.message('/later/{at}', text, async ({ body }) => fail(new LocalError(body)))
  router.message('/unhandled/{at}', () => fail(new Error('unhandled')))
  router.message('/advised/{at}', text, ({ body }) => fail(new AdvisedError(body)))
  router.message('/body/{at}', { body: thing }, ({ body }) => body)
  // A router of its own, so that what catches knows the variable.
  router.router('/named/{at}', (named) => {
    named.message('', () => fail(new NamedError('named')))
    named
      .catch(NamedError, (_, { params, headers }) =>
        thingOf(1, `${params.at} ${headers.get('x-one') ?? 'null'}`),
      )
      .sendTo('/sub/failed/{at}')
  })
}

export function fail(error: Error): never {
  throw error
}
