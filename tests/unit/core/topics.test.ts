import { expect, test } from 'vitest'
import { FanOut } from '../../../broker/src/core/fan-out/fan-out.ts'
import type { Subscriber } from '../../../broker/src/core/fan-out/shape.ts'
import { Topic } from '../../../broker/src/core/fan-out/topic.ts'
import { Topics } from '../../../broker/src/core/fan-out/topics.ts'
import { SharedShape } from '../../../broker/src/core/fan-out/shared-shape.ts'
import { FewMap } from '../../../broker/src/core/few-map.ts'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { encodeUtf8 } from '../../../broker/src/frame/utf8.ts'
import { rawFraming } from '../../../broker/src/transports/raw-framing.ts'
import { Clock } from '../../support/clock.ts'

const idBytes = encodeUtf8('sub-0')
const subscriber = (topic: string): Subscriber => ({
  topic,
  idBytes,
  shape: new SharedShape(rawFraming, '1.2', 'text', 5, false),
  shapeKey: 'raw',
  members: new FewMap(),
  deliver: () => true,
  mayRead: () => true,
})

function setUp() {
  const clock = new Clock()
  const fanOut = new FanOut(clock)
  const topics = new Topics(fanOut, '/')
  const publish = (destination: string) => {
    const message = { destination, messageId: 'm', headers: HeaderBlock.empty, body: idBytes }
    topics.find(destination)?.add(message, 'text', fanOut)
    clock.settle()
  }
  return { topics, publish }
}

test('a topic is held as long as somebody subscribes to it', () => {
  const { topics } = setUp()
  const [one, other] = [subscriber('/sub/a'), subscriber('/sub/a')]
  topics.add(one)
  topics.add(other)
  topics.remove(one)
  expect(topics.size).toBe(1)
  topics.remove(other)
  expect(topics.size).toBe(0)
})

test('names nobody subscribes to are not held', () => {
  const { topics, publish } = setUp()
  for (let index = 0; index < 100; index++) publish(`/sub/${index}`)
  expect(topics.size).toBe(0)
})

test('names that only a pattern hears are held up to a bound', () => {
  const { topics, publish } = setUp()
  const pattern = subscriber('/sub/**')
  topics.add(pattern)
  for (let index = 0; index < 5_000; index++) publish(`/sub/${index}`)
  expect(topics.size).toBe(1_024)
  expect(pattern.members.size).toBe(1_024)
})

test('ever new ids leave no empty shapes behind', () => {
  const topic = new Topic('/sub/a')
  topic.join(subscriber('/sub/a'))
  for (let index = 0; index < 100; index++) {
    const guest = { ...subscriber('/sub/a'), shapeKey: `odd ${index}` }
    topic.join(guest)
    for (const member of guest.members.values()) member.shape.leave(member)
  }
  expect(topic.shapes.size).toBeLessThan(10)
})
