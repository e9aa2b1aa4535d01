import type { LoggedEvent } from '../../../broker/src/log/event-line.ts'
import { expect, test } from 'vitest'
import { eventJson } from '../../../broker/src/log/event-json.ts'
import { disconnected, errorAt, session } from './events.ts'

const time = '2026-11-21T09:05:07.123Z'
const head = (type: string) => `{"time":"${time}","type":"${type}","session":"${session.id}"`

test.each<[LoggedEvent, string]>([
  [
    { type: 'connected', session },
    `${head('connected')},"version":"1.2","login":null,"user":null,"transport":"websocket","path":"/ws-stomp","remoteAddress":"127.0.0.1"}`,
  ],
  [
    { type: 'subscribed', session, id: 'sub-0', destination: '/sub/a' },
    `${head('subscribed')},"id":"sub-0","destination":"/sub/a"}`,
  ],
  [
    { type: 'unsubscribed', session, id: 'sub-0', destination: '/sub/a' },
    `${head('unsubscribed')},"id":"sub-0","destination":"/sub/a"}`,
  ],
  [
    { type: 'refused', session, code: 'version', message: 'No common version.', command: 'CONNECT' },
    `${head('refused')},"code":"version","message":"No common version.","mend":null,"command":"CONNECT","destination":null}`,
  ],
  [
    {
      type: 'handler-failed',
      session,
      command: 'SEND',
      destination: '/pub/a',
      error: errorAt('/app/chat.ts:3:7', 'x'),
    },
    `${head('handler-failed')},"command":"SEND","destination":"/pub/a","error":{"name":"TypeError","message":"x","at":"/app/chat.ts:3:7"}}`,
  ],
  [
    { type: 'handler-failed', session, command: 'SEND', destination: '/pub/a', error: 7 },
    `${head('handler-failed')},"command":"SEND","destination":"/pub/a","error":{"name":null,"message":"7","at":null}}`,
  ],
  [
    { type: 'turned-away', remoteAddress: '10.0.0.9', code: 'overloaded', message: 'Full.', count: 12 },
    `{"time":"${time}","type":"turned-away","remoteAddress":"10.0.0.9","code":"overloaded","message":"Full.","count":12}`,
  ],
  [
    { type: 'not-served', remoteAddress: '10.0.0.9', path: '/ws', status: 403, message: 'Foreign.' },
    `{"time":"${time}","type":"not-served","remoteAddress":"10.0.0.9","path":"/ws","status":403,"message":"Foreign."}`,
  ],
  [
    {
      type: 'ignored',
      session,
      command: 'SEND',
      destination: '/zzz',
      cause: 'Nothing takes it.',
      mend: 'Mend it.',
    },
    `${head('ignored')},"command":"SEND","destination":"/zzz","cause":"Nothing takes it.","mend":"Mend it."}`,
  ],
  [
    { type: 'ignored', cause: 'Nobody asked.', mend: 'Ask.' },
    `{"time":"${time}","type":"ignored","session":null,"command":null,"destination":null,"cause":"Nobody asked.","mend":"Ask."}`,
  ],
  [
    { type: 'not-in-spring', session, command: 'SEND', cause: 'Spring sends none.' },
    `${head('not-in-spring')},"command":"SEND","cause":"Spring sends none."}`,
  ],
  [
    { type: 'nobody-there', user: 'kim', destination: '/user/queue/x', isConnected: false },
    `{"time":"${time}","type":"nobody-there","user":"kim","destination":"/user/queue/x","isConnected":false}`,
  ],
  [
    { type: 'undeliverable', destination: '/sub/a', subscribers: 2 },
    `{"time":"${time}","type":"undeliverable","destination":"/sub/a","subscribers":2}`,
  ],
  [
    { ...disconnected, lifetimeMs: 12.7, reason: 'a\nb' },
    `${head('disconnected')},"code":1000,"reason":"a\\nb","by":"client","lifetimeMs":13,"subscriptions":0}`,
  ],
])('$type', (event, text) => {
  expect(eventJson(event, new Date(time))).toBe(text)
})

test('fields from outside are cut at 256 characters', () => {
  const text = eventJson(
    { type: 'subscribed', session, id: 'i'.repeat(5000), destination: 'd'.repeat(5000) },
    new Date(time),
  )
  const { id, destination } = JSON.parse(text) as { id: string; destination: string }
  expect([id.length, destination.length]).toEqual([256, 256])
})
