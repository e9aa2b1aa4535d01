import { expect, test } from 'vitest'
import type { App, BrokerEvent, SessionEventName } from '@stompbox/broker'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { Recorder, session } from './recorder.ts'

const names: readonly SessionEventName[] = ['connect', 'connected', 'subscribe', 'unsubscribe', 'disconnect']
const where = { session: session(), id: '0', destination: '/sub/a' }
const events: readonly BrokerEvent[] = [
  { type: 'connecting', session: session(), headers: HeaderBlock.empty },
  { type: 'connected', session: session() },
  { type: 'subscribed', ...where },
  { type: 'unsubscribed', ...where },
  {
    type: 'disconnected',
    session: session(),
    code: 1000,
    reason: '',
    by: 'client',
    lifetimeMs: 1,
    subscriptions: 0,
  },
]

function told(define: (app: App) => void, ...what: readonly BrokerEvent[]): Recorder {
  const recorder = new Recorder(define)
  for (const event of what) recorder.application.told(event)
  return recorder
}

test('each event is told once, to each listener of its name, as it is', () => {
  const heard: unknown[] = []
  told(
    (app) => {
      for (const name of names)
        for (const listener of [1, 2]) app.on(name, (event) => void heard.push([name, listener, event]))
    },
    { type: 'refused', session: session(), code: 'internal', message: '' },
    ...events,
  )
  expect(heard).toEqual(
    events.flatMap((event, index) => [
      [names[index], 1, event],
      [names[index], 2, event],
    ]),
  )
})

test('a listener that throws harms nobody, and is told of', async () => {
  const heard: string[] = []
  const recorder = told(
    (app) => {
      app.on('subscribe', () => {
        throw new Error('now')
      })
      app.on('subscribe', () => Promise.reject(new Error('later')))
      app.on('subscribe', ({ destination }) => void heard.push(destination))
      app.on('connected', () => Promise.reject(new Error('of no destination')))
    },
    ...events,
  )
  await Promise.resolve()
  expect(heard).toEqual(['/sub/a'])
  const failed = (name: string, destination: string, text: string) => ({
    type: 'handler-failed',
    session: session(),
    command: `app.on('${name}')`,
    destination,
    error: new Error(text),
  })
  expect(recorder.events).toHaveLength(3)
  expect(recorder.events).toEqual(
    expect.arrayContaining([
      failed('subscribe', '/sub/a', 'now'),
      failed('subscribe', '/sub/a', 'later'),
      failed('connected', '', 'of no destination'),
    ]),
  )
})

test('what listens to nothing is told at once', () => {
  expect(() => told((app) => app.on('toString' as 'connect', () => {}))).toThrow(
    "app.on('toString'): there are connect, connected, subscribe, unsubscribe, disconnect.",
  )
})
