import { describe, expect, test } from 'vitest'
import type { App } from '@stompbox/broker'
import { chat } from '../../../broker/src/presets/chat.ts'
import { Bench, type Peer } from '../../support/bench.ts'

const subscribe = (destination: string, id = '0') => `SUBSCRIBE\nid:${id}\ndestination:${destination}\n\n␀`
const send = (destination: string, body: string, headers = 'content-type:application/json\n') =>
  `SEND\ndestination:${destination}\n${headers}\n${body}␀`
const body = (peer: Peer) => /\n\n(.*)␀$/s.exec(peer.reads(/^MESSAGE/))![1]

/** What a handler sees of a body. */
function seen(text: string, headers: string): unknown {
  const bodies: unknown[] = []
  const peer = new Bench({
    application: (app) => app.message('/x', ({ body: value }) => void bodies.push(value)),
  }).connected()
  peer.writes(send('/pub/x', text, headers), text.includes('⟨') ? 'binary' : 'text')
  return peer.channel.closing ? peer.reads() : bodies[0]
}

describe('what a handler gets', () => {
  test.each([
    ['{"a":1}', 'content-type:application/json\n', { a: 1 }],
    ['{"a":1}', 'content-type:application/json;charset=utf-8\n', { a: 1 }],
    ['[1]', 'content-type:application/vnd.api+json\n', [1]],
    ['{"a":1}', '', { a: 1 }],
    ['hello', '', 'hello'],
    ['{"a":1}', 'content-type:text/plain\n', '{"a":1}'],
    ['안녕', 'content-type:text/plain;charset=UTF-8\n', '안녕'],
    ['', '', undefined],
    ['', 'content-type:application/json\n', undefined],
    ['', 'content-type:text/plain\n', ''],
  ])('%j with %j is %j', (text, headers, expected) => expect(seen(text, headers)).toEqual(expected))

  test('other types as bytes, and without a type what is no text', () => {
    expect([...(seen('ab', 'content-type:image/png\n') as Uint8Array)]).toEqual([97, 98])
    expect([...(seen('⟨ff⟩⟨00⟩', 'content-length:2\n') as Uint8Array)]).toEqual([255, 0])
  })

  test('JSON that is not JSON is the client’s fault', () => {
    expect(seen('{"a":', 'content-type:application/json\n')).toMatch(
      /^ERROR\nmessage:The body of "\/pub\/x" is not JSON.*\ncode:bad-frame\n/,
    )
  })

  test('text that is not UTF-8 as well', () => {
    expect(seen('⟨ff⟩', 'content-type:text/plain\n')).toMatch(/code:bad-utf8/)
  })

  test('variables, headers, destination and session', () => {
    const seenContexts: unknown[] = []
    const peer = new Bench({
      application: (app) =>
        app.message('/room/{id}/{what}', ({ params, headers, destination, session }) => {
          seenContexts.push([{ ...params }, headers.get('note'), destination, session.login])
        }),
    }).connected('accept-version:1.2\nlogin:kim')
    peer.writes(send('/app/room/42/talk', 'x', 'note:a\\cb\n'))
    expect(seenContexts).toEqual([[{ id: '42', what: 'talk' }, 'a:b', '/app/room/42/talk', 'kim']])
  })
})

describe('what a handler answers', () => {
  test('send: JSON, text and bytes, with headers', () => {
    const peer = new Bench({
      application: (app) =>
        app.message('/x', ({ send: to }) => {
          to('/sub/a', { 방: 1 }, { note: 'n' })
          to('/sub/a', 'text')
          to('/sub/a', new Uint8Array([0, 1]))
        }),
    }).connected()
    peer.writes(subscribe('/sub/a') + send('/pub/x', ''))
    peer.reads(/\nnote:n\ncontent-type:application\/json\ncontent-length:9\n\n\{"방":1\}␀$/)
    peer.reads(/\ncontent-type:text\/plain;charset=UTF-8\ncontent-length:4\n\ntext␀$/)
    peer.reads(/\ncontent-type:application\/octet-stream\ncontent-length:2\n\n␀\u0001␀$/)
  })

  test('sendTo: what is returned, with the pattern’s variables; nothing when nothing is returned', () => {
    const peer = new Bench({
      application: (app) =>
        app.message('/room/{id}', ({ body: value }) => value as unknown).sendTo('/sub/room/{id}'),
    }).connected()
    peer.writes(subscribe('/sub/room/7') + send('/pub/room/7', '{"a":1}') + send('/pub/room/7', ''))
    expect(body(peer)).toBe('{"a":1}')
    peer.readsNothing()
  })

  test('sendTo, later', async () => {
    const bench = new Bench({
      application: (app) => app.message('/slow', () => Promise.resolve('done')).sendTo('/sub/a'),
    })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a') + send('/pub/slow', '') + 'SEND\ndestination:/sub/a\nreceipt:r\n\nnext␀')
    expect(peer.readsAll()).toEqual([])
    await new Promise(setImmediate)
    bench.clock.settle()
    expect([body(peer), body(peer), peer.reads()]).toEqual(['done', 'next', 'RECEIPT\nreceipt-id:r\n\n␀'])
  })

  test('a RECEIPT comes when the handler is done, behind what it sent [R2]', async () => {
    let finish = (): void => {}
    const bench = new Bench({
      application: (app) =>
        app
          .message('/slow', () => new Promise<string>((resolve) => (finish = () => resolve('done'))))
          .sendTo('/sub/a'),
    })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a') + send('/pub/slow', '', 'receipt:r\n'))
    expect(peer.readsAll()).toEqual([])
    finish()
    await new Promise(setImmediate)
    bench.clock.settle()
    expect(body(peer)).toBe('done')
    peer.reads('RECEIPT\nreceipt-id:r\n\n␀')
  })

  test('a SUBSCRIBE to the application is answered once, to the subscriber alone', () => {
    const bench = new Bench({ application: (app) => app.subscribe('/rooms', () => ['one', 'two']) })
    const [peer, other] = [bench.connected(), bench.connected()]
    peer.writes(subscribe('/app/rooms', 'r'))
    peer.reads(
      /^MESSAGE\ndestination:\/app\/rooms\nmessage-id:\S+\nsubscription:r\ncontent-type:application\/json\ncontent-length:13\n\n\["one","two"\]␀$/,
    )
    peer.readsNothing()
    other.readsNothing()
  })
})

describe('a handler that fails', () => {
  const failing = {
    application: (app: App) =>
      app.message('/x', () => {
        throw new Error('secret of the house')
      }),
  }

  test('with a receipt asked for: ERROR, and nothing of the cause in it', () => {
    const bench = new Bench(failing)
    const peer = bench.connected()
    peer.writes(send('/pub/x', '', 'receipt:r\n'))
    const error = peer.isRefused('internal', 1011)
    expect(error).toContain('receipt-id:r')
    expect(error).not.toContain('secret')
    expect(bench.told).toContain('handler-failed')
  })

  test('without: a line in the log, and the session goes on', () => {
    const bench = new Bench(failing)
    const peer = bench.connected()
    peer.writes(send('/pub/x', ''))
    peer.readsNothing()
    expect(bench.events.find(({ type }) => type === 'handler-failed')).toMatchObject({
      destination: '/pub/x',
      error: new Error('secret of the house'),
    })
  })

  test('one that rejects is the same', async () => {
    const bench = new Bench({
      application: (app) => app.message('/x', () => Promise.reject(new Error('later'))),
    })
    const peer = bench.connected()
    peer.writes(send('/pub/x', '', 'receipt:r\n'))
    await new Promise(setImmediate)
    peer.isRefused('internal', 1011)
  })

  test('one that never ends is ended at its deadline; the others work on', () => {
    const bench = new Bench({ application: (app) => app.message('/x', () => new Promise(() => {})) })
    const [peer, other] = [bench.connected(), bench.connected()]
    peer.writes(send('/pub/x', '') + send('/sub/a', 'behind it'))
    other.writes(subscribe('/sub/b') + send('/sub/b', 'y'))
    expect(body(other)).toBe('y')
    bench.clock.advance(29_900)
    expect(peer.channel.closing).toBeUndefined()
    bench.clock.advance(300)
    peer.isRefused('internal', 1011)
  })

  test('behind a slow one the session is not read without bound, and goes on when it is done', async () => {
    let finish = (): void => {}
    const bench = new Bench({
      application: (app) => app.message('/slow', () => new Promise<void>((resolve) => (finish = resolve))),
      limits: { maxInboxBytes: 1_000 },
    })
    const reading: string[] = []
    const peer = bench.connected('accept-version:1.2', (connection) => {
      for (const what of ['pause', 'resume'] as const) {
        const original = connection[what].bind(connection)
        connection[what] = () => {
          reading.push(what)
          original()
        }
      }
    })
    peer.writes(subscribe('/sub/a') + send('/pub/slow', ''))
    for (let index = 0; index < 100; index++) peer.writes(send('/sub/a', `m${index}`))
    expect(reading).toEqual(['pause'])
    finish()
    await new Promise(setImmediate)
    bench.clock.settle()
    expect(reading).toEqual(['pause', 'resume'])
    expect(Array.from({ length: 100 }, () => body(peer))).toEqual(
      Array.from({ length: 100 }, (_, index) => `m${index}`),
    )
  })
})

describe('the chat preset', () => {
  const talk = (message: object) => send('/pub/chat/message', JSON.stringify(message))

  test('routes by room, and announces who comes and goes', () => {
    const bench = new Bench({ application: chat })
    const [kim, lee] = [bench.connected(), bench.connected()]
    kim.writes(subscribe('/sub/chat/room/1'))
    lee.writes(subscribe('/sub/chat/room/2'))
    kim.writes(talk({ type: 'ENTER', roomId: '1', sender: '홍길동', message: '' }))
    kim.writes(talk({ type: 'TALK', roomId: '1', sender: '홍길동', message: '안녕하세요' }))
    kim.writes(talk({ type: 'QUIT', roomId: '1', sender: '홍길동', message: '' }))
    const messages = Array.from({ length: 3 }, () => (JSON.parse(body(kim)!) as { message: string }).message)
    expect(messages).toEqual(['홍길동님이 입장하셨습니다.', '안녕하세요', '홍길동님이 퇴장하셨습니다.'])
    lee.readsNothing()
  })

  test('takes what the tutorials send: no content-type, a number for the room', () => {
    const bench = new Bench({ application: chat })
    const kim = bench.connected()
    kim.writes(
      subscribe('/sub/chat/room/1') +
        send('/pub/chat/message', '{"type":"TALK","roomId":1,"sender":"a","message":"b"}', ''),
    )
    expect(body(kim)).toBe('{"type":"TALK","roomId":1,"sender":"a","message":"b"}')
  })

  const needsRoom = 'A chat message needs a roomId'
  const noJson = 'The body of "/pub/chat/message" is not JSON'
  const json = 'content-type:application/json\n'

  test.each([
    ['"x"', json, needsRoom],
    ['[]', json, needsRoom],
    ['{}', json, needsRoom],
    ['{}', '', needsRoom],
    ['{"roomId":{}}', json, needsRoom],
    ['{"roomId":""}', json, needsRoom],
    ['{"roomId":"**"}', json, needsRoom],
    ['null', json, 'The body of "/pub/chat/message" is empty or null'],
    ['', '', 'The body of "/pub/chat/message" is empty or null'],
    ['{"roomId":1,', json, noJson],
    ['{"roomId":1,', '', noJson],
    ['안녕하세요', '', noJson],
    ['안녕하세요', 'content-type:text/plain\n', 'comes as "text/plain"'],
  ])('what is no chat message, %j with %j, is told to who sent it', (text, headers, said) => {
    const bench = new Bench({ application: chat })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/chat/room/undefined') + send('/pub/chat/message', text, headers))
    expect(peer.isRefused('bad-frame', 1002)).toContain(said)
    expect(bench.told).not.toContain('handler-failed')
  })
})
