import { expect, test } from 'vitest'
import { as, OpenBench, send, subscribe, told } from './spring/scene.ts'

// The profile `spring` encodes each message for each subscription: few messages are much work.
function loudAndQuiet(subscriptions: number) {
  const bench = new OpenBench({ profile: 'spring' })
  const [reader, loud, quiet] = [as(bench, 'reader'), as(bench, 'loud'), as(bench, 'quiet')]
  for (let n = 0; n < subscriptions; n++) reader.push(subscribe('/topic/loud', `s${n}`))
  quiet.push(subscribe('/topic/quiet'))
  bench.clock.settle()
  quiet.readsAll()
  return { bench, reader, loud, quiet }
}

test.each([
  ['in one piece', [send('/topic/loud').repeat(50)]],
  ['each in a piece of its own', Array<string>(50).fill(send('/topic/loud'))],
])('many messages, %s: who says little meanwhile is heard before all of them', (_, pieces) => {
  const { bench, reader, loud, quiet } = loudAndQuiet(1_000)
  for (const piece of pieces) loud.push(piece)
  quiet.push(send('/topic/quiet', 'here'))
  bench.clock.turn()
  expect(told(quiet)).toEqual(['M(/topic/quiet, sub-0, here)'])
  expect(reader.channel.received.length).toBeLessThan(10_000)
  bench.clock.settle()
  expect(reader.channel.received).toHaveLength(50_000)
})

test('long messages take longer: fewer of them in a turn', () => {
  const { bench, reader, loud } = loudAndQuiet(300)
  for (let n = 0; n < 20; n++) loud.push(send('/topic/loud', 'x'.repeat(12_000)))
  bench.clock.turn()
  expect(reader.channel.received.length).toBeLessThan(2_500)
  bench.clock.settle()
  expect(reader.channel.received).toHaveLength(6_000)
})
