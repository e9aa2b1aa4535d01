import { describe, expect, test } from 'vitest'
import { type Ack, type Destination, Listener, type Version } from './listener.ts'
import { Scene, send, subscribe } from './scene.ts'
import { framings, type FramingName, Wire } from './wire.ts'

const names = Object.keys(framings) as FramingName[]

/** Some of equal length, whose slot is written again for each; some that no slot can hold. */
const ids = [
  ...Array.from({ length: 12 }, (_, index) => `sub-${10 + index}`),
  ...['sub-10', 'a', 'sub-100', 'x'.repeat(128)],
  ...['"', '\\', 'a:b', 'q"uot"e', 'back\\slash', '방-1', '방-2', '🙂', ' spaced '],
]

/** Every one of them under its own id, however they read. */
function playsAll(framing: FramingName, version: Version, ack: Ack, perTurn: number): string[] {
  const faults: string[] = []
  const scene = new Scene(0)
  const topic: Destination = { name: '/sub/a', sent: new Int32Array(1) }
  const listeners = ids.map((id, index) => {
    const report = (fault: string): void => void faults.push(fault)
    const listener = new Listener(scene.broker, { name: `${index}`, framing, version, id, report })
    listener.subscribes(id, topic.name, [topic], ack)
    return listener
  })
  for (let turn = 0; turn < 40; turn++) {
    for (const [index, { wire }] of listeners.entries()) {
      if ((turn + index) % 7 === 0) wire.stopsReading(index % 2 === 0 ? 0 : 500)
      if ((turn + index) % 11 === 0) wire.readsOn()
    }
    for (let n = 0; n < perTurn; n++) scene.publisher.push(send(`0 ${++topic.sent[0]!}`))
    scene.clock.turn()
  }
  for (const { wire } of listeners) wire.readsOn()
  for (const listener of listeners) listener.isAtRest()
  expect(
    listeners.reduce((sum, { wire }) => sum + wire.givenUp, 0),
    'arrays given away',
  ).toBeGreaterThan(50)
  return faults
}

describe.each(names)(
  'over %s everybody reads their own id, whatever it is and however slowly they read',
  (framing) => {
    describe.each<Version>(['1.0', '1.1', '1.2'])('STOMP %s', (version) => {
      test.each<[Ack, number]>([
        ['auto', 1],
        ['auto', 3],
        ['client-individual', 1],
        ['client-individual', 3],
      ])('ack:%s, %i in a turn', (ack, perTurn) => {
        expect(playsAll(framing, version, ack, perTurn).slice(0, 3)).toEqual([])
      })
    })
  },
)

test.each(names)('over %s an array that was given away is never written again', (framing) => {
  const scene = new Scene(0)
  const heard = ['s1', 's2', 's3', 's4'].map((id) => {
    const said: string[] = []
    const wire = new Wire(scene.broker, framing, { hear: (frame) => void said.push(frame) })
    wire.says(`CONNECT\naccept-version:1.2\n\n␀${subscribe('/sub/a', id)}`)
    said.length = 0
    wire.stopsReading()
    return { id, said, wire }
  })
  scene.publisher.writes(send('x'))
  for (const { id, said, wire } of heard) {
    wire.readsOn()
    expect(said).toEqual([expect.stringContaining(`\nsubscription:${id}\n`)])
  }
})

test.each(['spring-5.3', 'spring-6.2', 'spring-7.0'] as const)(
  'in profile %s everybody reads message-ids of their own, however slowly',
  (profile) => {
    const scene = new Scene(0, { profile })
    const readers = Array.from({ length: 20 }, (_, index) => {
      const ids: string[] = []
      const hear = (frame: string): void => {
        const id = /\nmessage-id:(.*)-(\d+)\n/.exec(frame)
        if (id) ids.push(id[1]!)
      }
      const wire = new Wire(scene.broker, index % 2 === 0 ? 'websocket' : 'sockjs', { hear })
      wire.says(`CONNECT\naccept-version:1.2\n\n␀${subscribe('/topic/a')}`)
      return { ids, wire }
    })
    for (let turn = 0; turn < 20; turn++) {
      for (const [index, { wire }] of readers.entries()) if ((turn + index) % 3 === 0) wire.stopsReading()
      scene.broker.template.convertAndSend('/topic/a', 'x')
      scene.clock.turn()
    }
    for (const { wire } of readers) wire.readsOn()
    for (const { ids } of readers) expect(ids).toEqual(Array(20).fill(ids[0]))
    expect(new Set(readers.map(({ ids }) => ids[0])).size).toBe(20)
  },
)
