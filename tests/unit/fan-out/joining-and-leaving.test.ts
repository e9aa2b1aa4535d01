import { describe, expect, test } from 'vitest'
import { at, ends, heard, many, moments, Scene, send, subscribe, unsubscribe } from './scene.ts'

const names = ['/sub/a', '/sub/*', '/sub/{name:[a-z]}']

describe.each(moments)('in $moment', ({ members, turns }) => {
  test.each(names)('a SUBSCRIBE to %s hears nothing from before it, and everything after', (name) => {
    const scene = new Scene(members)
    scene.publisher.push(send('before'))
    scene.turns(turns)
    const late = scene.joined(name)
    scene.publisher.push(send('after'))
    scene.turns(turns)
    scene.publisher.push(send('later'))
    scene.clock.settle()
    expect(heard(late)).toEqual(['after', 'later'])
    expect(scene.heardBy(() => true)).toEqual([['before', 'after', 'later']])
  })

  test.each(ends)('the %s member that leaves by UNSUBSCRIBE hears nothing after its RECEIPT [U12]', (end) => {
    const scene = new Scene(members)
    scene.publisher.push(send('before'))
    scene.turns(turns)
    const leaving = at(end, scene.members)
    leaving.push(unsubscribe('gone'))
    scene.publisher.push(send('after'))
    scene.clock.settle()
    const isServed = end === 'first' && turns > 0
    expect(heard(leaving)).toEqual(isServed ? ['before', 'RECEIPT gone'] : ['RECEIPT gone'])
    expect(scene.heardBy((peer) => peer !== leaving)).toEqual([['before', 'after']])
  })

  test.each(names.slice(1))('so it is for who reads %s', (name) => {
    const scene = new Scene(members)
    const leaving = scene.joined(name)
    scene.publisher.push(send('before'))
    scene.turns(turns)
    leaving.push(unsubscribe('gone'))
    scene.publisher.push(send('after'))
    scene.clock.settle()
    expect(heard(leaving).at(-1)).toBe('RECEIPT gone')
    expect(scene.heardBy(() => true)).toEqual([['before', 'after']])
  })

  test.each(ends)('the %s member that leaves and comes back hears what is sent from then on', (end) => {
    const scene = new Scene(members)
    scene.publisher.push(send('before'))
    scene.turns(turns)
    const restless = at(end, scene.members)
    restless.push(unsubscribe('gone'))
    scene.publisher.push(send('between'))
    restless.push(subscribe())
    scene.publisher.push(send('after'))
    scene.clock.settle()
    const said = heard(restless).filter((word) => word !== 'before')
    expect(said.toSorted()).toEqual(['RECEIPT gone', 'after'])
    expect(scene.heardBy((peer) => peer !== restless)).toEqual([['before', 'between', 'after']])
  })
})

test('who leaves in the middle of a large round takes nobody’s message along', () => {
  const scene = new Scene(many)
  scene.publisher.push(send('one'))
  scene.clock.turn()
  const gone = new Set([3, 100, 255, 256, 257, 500, many - 1])
  for (const index of gone) scene.members[index]!.push(unsubscribe('gone'))
  const late = scene.joined('/sub/a')
  scene.clock.settle()
  scene.publisher.push(send('two'))
  scene.clock.settle()
  const stayed = scene.heardBy((_, index) => !gone.has(index))
  expect(stayed).toEqual([['one', 'two']])
  for (const index of gone) expect(heard(scene.members[index]!).at(-1)).toBe('RECEIPT gone')
  expect(heard(late)).toEqual(['two'])
})

test('a topic that everybody leaves in the middle of a round serves who comes next', () => {
  const scene = new Scene(many)
  scene.publisher.push(send('one'))
  scene.clock.turn()
  for (const peer of scene.members) peer.push(unsubscribe('gone'))
  const next = scene.joined('/sub/a')
  scene.publisher.push(send('two'))
  scene.clock.settle()
  scene.publisher.push(send('three'))
  scene.clock.settle()
  expect(heard(next)).toEqual(['two', 'three'])
})

test('who leaves between two messages takes nobody else along, nor does who leaves next', () => {
  const scene = new Scene(6)
  for (const gone of [0, 5, 2]) {
    scene.members[gone]!.push(unsubscribe('gone'))
    scene.publisher.writes(send(`after ${gone}`))
  }
  expect(heard(scene.members[0]!)).toEqual(['RECEIPT gone'])
  expect(heard(scene.members[5]!)).toEqual(['after 0', 'RECEIPT gone'])
  expect(heard(scene.members[2]!)).toEqual(['after 0', 'after 5', 'RECEIPT gone'])
  expect(scene.heardBy((_, index) => [1, 3, 4].includes(index))).toEqual([['after 0', 'after 5', 'after 2']])
})
