import { expect, test } from 'vitest'
import { Recorder } from './recorder.ts'
import { Users } from '../../../broker/src/core/users.ts'

const nobody = new Users()

function opened() {
  const recorder = new Recorder(() => {})
  recorder.application.opened(recorder.publish, nobody)
  return { recorder, template: recorder.application.app.template }
}

test('sends to topics, given headers first', () => {
  const { recorder, template } = opened()
  template.convertAndSend('/sub/a', { 방: 1 }, { 'x-one': '1', 'x:two': 'a:b\nc' })
  template.convertAndSend('/sub/a', 'text')
  expect(recorder.sent).toEqual([
    {
      to: '/sub/a',
      body: '{"방":1}',
      headers: [
        ['x-one', '1'],
        ['x:two', 'a:b\nc'],
        ['content-type', 'application/json'],
      ],
      sessionId: undefined,
    },
    {
      to: '/sub/a',
      body: 'text',
      headers: [['content-type', 'text/plain;charset=UTF-8']],
      sessionId: undefined,
    },
  ])
})

test('sends to all sessions of a user, or to one of them', () => {
  const { recorder, template } = opened()
  template.convertAndSendToUser('kim', '/queue/a', 1, { headers: { a: 'b' } })
  template.convertAndSendToUser('a/b', 'queue/a', 2, { sessionId: 's' })
  expect(recorder.sent.map(({ to, sessionId }) => [to, sessionId])).toEqual([
    ['/user/kim/queue/a', undefined],
    ['/user/a%2Fb/queue/a', 's'],
  ])
  expect(recorder.sent[0]!.headers[0]).toEqual(['a', 'b'])
})

test('a name that cannot be told from an escaped one, or is none, is a TypeError', () => {
  const { recorder, template } = opened()
  expect(() => template.convertAndSendToUser('a%2Fb', '/queue/a', 1)).toThrow(TypeError)
  expect(() => template.convertAndSendToUser('', '/queue/a', 1)).toThrow('needs the name of the user')
  expect(recorder.sent).toEqual([])
})

test('may be kept before there is a broker; sending then says what is wrong', () => {
  const recorder = new Recorder(() => {})
  const { template } = recorder.application.app
  expect(() => template.convertAndSend('/sub/a', 1)).toThrow('before the broker is created')
  recorder.application.opened(recorder.publish, nobody)
  template.convertAndSend('/sub/a', 2)
  expect(recorder.went).toEqual(['/sub/a 2'])
})

test('after the broker is closed nothing happens', async () => {
  const { recorder, template } = opened()
  await recorder.application.closed()
  template.convertAndSend('/sub/a', 1)
  template.convertAndSendToUser('kim', '/queue/a', 1)
  expect(recorder.sent).toEqual([])
})
