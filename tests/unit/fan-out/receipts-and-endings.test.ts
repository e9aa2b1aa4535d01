import { describe, expect, test } from 'vitest'
import type { BrokerConfig } from '@stompbox/broker'
import type { Peer } from '../../support/bench.ts'
import { ask, at, ends, heard, many, moments, Scene, send, shortly, subscribe } from './scene.ts'
import { type Ear, Wire } from './wire.ts'

/** How a session ends that is told everything first, and what it hears last. */
const endings = [
  ['DISCONNECT with a receipt', 'DISCONNECT\nreceipt:bye\n\n␀', ['RECEIPT bye'], 1000],
  ['DISCONNECT', 'DISCONNECT\n\n␀', [], 1000],
  ['ERROR', 'HELLO\n\n␀', ['ERROR'], 1002],
] as const

describe.each(moments)('in $moment', ({ members, turns }) => {
  test.each(ends)('no message is behind a RECEIPT the %s member asks for when it was accepted', (end) => {
    const scene = new Scene(members)
    scene.publisher.push(send('one'))
    scene.turns(turns)
    scene.publisher.push(send('two'))
    const asking = at(end, scene.members)
    asking.push(ask('r'))
    scene.publisher.push(send('three'))
    scene.clock.settle()
    const said = heard(asking)
    expect(said.filter((word) => word !== 'RECEIPT r')).toEqual(['one', 'two', 'three'])
    expect(said.indexOf('RECEIPT r')).toBeGreaterThan(said.indexOf('two'))
    expect(scene.heardBy((peer) => peer !== asking)).toEqual([['one', 'two', 'three']])
  })

  test('nor where it is heard by a pattern, and by a name besides', () => {
    const scene = new Scene(members)
    const asking = scene.joined('/sub/*')
    asking.writes(subscribe('/sub/a', 'again'))
    scene.publisher.push(send('one'))
    scene.turns(turns)
    asking.push(ask('r'))
    scene.clock.settle()
    expect(heard(asking)).toEqual(['one', 'one', 'RECEIPT r'])
  })

  test.each(endings)('%s comes behind everything that was accepted, and then the close', (...ending) => {
    const [, frame, last, code] = ending
    for (const end of ends) {
      const scene = new Scene(members)
      scene.publisher.push(send('one'))
      scene.turns(turns)
      scene.publisher.push(send('two'))
      const leaving = at(end, scene.members)
      leaving.push(frame)
      expect(leaving.channel.closing?.code).toBe(code)
      scene.publisher.push(send('three'))
      scene.clock.settle()
      expect(heard(leaving)).toEqual(['one', 'two', ...last])
      expect(scene.heardBy((peer) => peer !== leaving)).toEqual([['one', 'two', 'three']])
    }
  })

  test('the end of the broker comes behind everything that was accepted', () => {
    const scene = new Scene(members)
    scene.publisher.push(send('one'))
    scene.turns(turns)
    scene.publisher.push(send('two'))
    void scene.broker.close()
    scene.clock.advance(60_000)
    expect(scene.heardBy(() => true)).toEqual([['one', 'two', 'ERROR']])
  })
})

describe('a session’s own frames', () => {
  const application: Required<BrokerConfig>['application'] = (app) => app.subscribe('/now', () => 'now')

  test('an answer of the application is not ahead of what was accepted before it', () => {
    const scene = new Scene(many, { application })
    scene.publisher.push(send('one'))
    scene.clock.turn()
    const asking = scene.members.at(-1)!
    asking.push(subscribe('/app/now', 'now'))
    scene.clock.settle()
    expect(heard(asking)).toEqual(['one', 'now'])
  })

  test('a heart-beat is not ahead of it either, and does not wait for a large round', () => {
    const scene = new Scene(many, { heartBeat: { sendMs: 1_000 } })
    const beating = scene.connected('accept-version:1.2\nheart-beat:0,1000')
    beating.writes(subscribe())
    scene.publisher.push(send('one'))
    scene.clock.turn()
    scene.clock.stall(990)
    const beatsIn = (): boolean => beating.channel.received.some((frame) => frame.length === 1)
    for (let ms = 0; ms < 500 && !beatsIn(); ms += 10) scene.clock.advance(10)
    expect(heard(beating)).toEqual(['one', 'beat'])
    scene.clock.settle()
    expect(heard(beating)).toEqual([])
  })

  test('messages for a user keep their order, and none is behind a RECEIPT that was asked for later', () => {
    const scene = new Scene(many, { authenticate: ({ login }) => ({ name: login ?? 'nobody' }) })
    const bob = scene.connected('accept-version:1.2\nlogin:bob')
    bob.writes(subscribe('/user/queue/own', 'own') + subscribe())
    scene.publisher.push(send('large'))
    scene.clock.turn()
    for (const body of ['one', 'two']) scene.broker.template.convertAndSendToUser('bob', '/queue/own', body)
    bob.push(send('three', '/user/bob/queue/own') + ask('r'))
    scene.clock.turn()
    const said = heard(bob)
    expect(said.filter((word) => word !== 'large')).toEqual(['one', 'two', 'three', 'RECEIPT r'])
    expect(said.indexOf('large')).toBeLessThan(said.indexOf('RECEIPT r'))
  })
})

describe('one that goes in the middle of a pass is skipped, and nobody else loses a message', () => {
  const served = [0, 1, 255]
  const waiting = [256, 257, 400, many - 2, many - 1]

  test.each<[string, (peer: Peer) => void]>([
    ['says goodbye', (peer) => peer.channel.close(1000)],
    ['is cut', (peer) => peer.channel.close(1006)],
    ['disconnects', (peer) => peer.push('DISCONNECT\n\n␀')],
    ['is refused', (peer) => peer.push('HELLO\n\n␀')],
  ])('it %s', (_, goes) => {
    const scene = new Scene(many)
    scene.publisher.push(send('one'))
    scene.clock.turn()
    const gone = new Set([...served, ...waiting])
    for (const index of gone) goes(scene.members[index]!)
    scene.publisher.push(send('two'))
    scene.clock.settle()
    expect(scene.heardBy((_, index) => !gone.has(index))).toEqual([['one', 'two']])
    for (const index of gone) expect(heard(scene.members[index]!)).not.toContain('two')
  })

  test.each([4, 64, many])('one of %i is cut by the very write, because it reads nothing', (members) => {
    const scene = new Scene(members, { limits: { maxUnsentBytes: 200 } })
    const gone = new Set([0, 1, members - 1])
    for (const index of gone) scene.members[index]!.channel.pauseReading()
    for (const body of ['one', 'two', 'three', 'four']) {
      scene.publisher.push(send(body))
      scene.clock.settle()
    }
    expect(scene.heardBy((_, index) => !gone.has(index))).toEqual([['one', 'two', 'three', 'four']])
    for (const index of gone) {
      const { channel } = scene.members[index]!
      expect(channel.closing?.code).toBe(4001)
      channel.resumeReading()
      const said = heard(scene.members[index]!)
      expect(said).toEqual([...['one', 'two', 'three', 'four'].slice(0, said.length - 1), 'ERROR'])
    }
  })

  test.each([3, 64, many])(
    'one of %i is cut by the very write, because it acknowledges nothing',
    (members) => {
      const scene = new Scene(members - 3, { limits: { maxUnackedMessages: 2 } }, 'ack:client\n')
      const gone = Array.from({ length: 3 }, () => scene.joined('/sub/a', 'ack:client\n'))
      scene.clock.settle()
      const acknowledges = (peer: Peer): string => {
        const frame = peer.reads()
        peer.push(`ACK\nid:${/\nack:(.*)/.exec(frame)![1]}\n\n␀`)
        return shortly(frame)
      }
      for (const body of ['one', 'two', 'three', 'four']) {
        scene.publisher.push(send(body))
        scene.clock.settle()
        expect(scene.members.map(acknowledges)).toEqual(scene.members.map(() => body))
      }
      for (const peer of gone) expect(heard(peer)).toEqual(['one', 'two', 'ERROR'])
    },
  )
})

test.each([...endings, ['a reader that is too slow', '', ['ERROR'], 4001] as const])(
  'after %s nothing is written: no message, no heart-beat, no RECEIPT',
  (_, frame) => {
    const scene = new Scene(many, { heartBeat: { sendMs: 1_000 }, limits: { unsentTimeoutMs: 5_000 } })
    const said: string[] = []
    const ear: Ear = { hear: (text) => void said.push(shortly(text)) }
    const wires = [true, false].map((isReading) => {
      const wire = new Wire(scene.broker, 'raw', ear)
      wire.closesAtOnce = false
      wire.says(`CONNECT\naccept-version:1.2\nheart-beat:0,1000\n\n␀${subscribe()}`)
      if (!isReading) wire.stopsReading()
      return wire
    })
    scene.publisher.push(send('one'))
    scene.clock.turn()
    for (const wire of wires) wire.says(ask('r') + frame + ask('after'))
    if (frame === '') scene.clock.advance(6_000)
    for (const body of ['two', 'three']) {
      scene.publisher.push(send(body))
      scene.clock.advance(3_000)
    }
    expect(wires.filter(({ isClosing }) => isClosing).length).toBeGreaterThan(0)
    for (const wire of wires) {
      wire.readsOn()
      wire.learns()
      scene.publisher.writes(send('four'))
      expect(wire.writtenTooLate).toBe(0)
    }
  },
)

test('who is cut by the first of several messages that wait for it is written none of the others', () => {
  const scene = new Scene(many, { limits: { maxUnsentBytes: 50 } })
  const said: string[] = []
  const wire = new Wire(scene.broker, 'raw', { hear: (text) => void said.push(shortly(text)) })
  wire.says(`CONNECT\naccept-version:1.2\n\n␀${subscribe()}`)
  wire.stopsReading()
  scene.publisher.push(send('one'))
  scene.clock.turn()
  scene.publisher.push(send('two'))
  wire.says(ask('r'))
  scene.clock.turn()
  wire.readsOn()
  expect(said).toEqual(['CONNECTED', 'one', 'RECEIPT r', 'ERROR'])
  expect(wire.writtenTooLate).toBe(0)
})
