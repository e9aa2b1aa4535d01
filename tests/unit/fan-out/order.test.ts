import { describe, expect, test } from 'vitest'
import { heard, many, Scene, send, subscribe } from './scene.ts'
import { Wire } from './wire.ts'

const numbered = (count: number, word: string): string[] =>
  Array.from({ length: count }, (_, index) => `${word}${index}`)
const of = (word: string, said: readonly string[]): string[] => said.filter((body) => body.startsWith(word))

describe('each publisher’s messages to a destination keep their order', () => {
  test.each([3, 100, many])('%i members, two publishers, in whatever turns', (members) => {
    const scene = new Scene(members)
    const other = scene.connected()
    for (const index of Array(40).keys()) {
      scene.publisher.push(send(`p${index}`))
      if (index % 3 !== 0) scene.clock.turn()
      other.push(send(`o${index}`))
      if (index % 5 === 0) scene.clock.turn()
    }
    scene.clock.settle()
    for (const said of scene.heardBy(() => true)) {
      expect(of('p', said)).toEqual(numbered(40, 'p'))
      expect(of('o', said)).toEqual(numbered(40, 'o'))
    }
  })

  test.each([
    ['by their names', ['/sub/a', '/sub/b', '/sub/c']],
    ['by a pattern', ['/sub/*']],
  ])('for a session that hears several dirty topics %s', (_, destinations) => {
    const scene = new Scene(many)
    const listener = scene.connected()
    for (const [index, each] of destinations.entries()) listener.writes(subscribe(each, `s${index}`))
    for (const index of Array(30).keys()) {
      scene.publisher.push(send(`a${index}`) + send(`b${index}`, '/sub/b') + send(`c${index}`, '/sub/c'))
      if (index % 4 === 3) scene.clock.turn()
    }
    scene.clock.settle()
    const said = heard(listener)
    expect(said).toHaveLength(90)
    for (const word of ['a', 'b', 'c']) expect(of(word, said)).toEqual(numbered(30, word))
  })

  test('for destinations that only a pattern hears, more in one turn than are held', () => {
    const scene = new Scene(0, { limits: { maxFramesPerSecond: 10_000 } })
    const listener = scene.joined('/sub/**')
    for (const index of Array(1_500).keys())
      scene.publisher.push(send(`a${index}`, `/sub/${index}`) + send(`b${index}`, `/sub/${index}`))
    scene.clock.settle()
    const said = heard(listener)
    expect(said.toSorted()).toEqual([...numbered(1_500, 'a'), ...numbered(1_500, 'b')].toSorted())
    for (const index of Array(1_500).keys())
      expect(said.indexOf(`a${index}`)).toBeLessThan(said.indexOf(`b${index}`))
  })

  test('while its readers pause and go on', () => {
    const scene = new Scene(many)
    for (const index of Array(30).keys()) {
      const { channel } = scene.members[(index * 37) % many]!
      channel.pauseReading()
      scene.publisher.push(send(`m${index}`))
      scene.clock.turn()
      if (index % 2 === 0) channel.resumeReading()
    }
    scene.clock.settle()
    for (const { channel } of scene.members) channel.resumeReading()
    expect(scene.heardBy(() => true)).toEqual([numbered(30, 'm')])
  })
})

describe('turns', () => {
  test('what is published in one turn leaves at its end, in one write', () => {
    const scene = new Scene(0)
    const writes: number[] = []
    const listener = scene.connected('accept-version:1.2', (connection) => {
      const write = connection.send.bind(connection)
      connection.send = (batch) => {
        writes.push(batch.frames.length)
        return write(batch)
      }
    })
    listener.writes(subscribe())
    writes.length = 0
    scene.publisher.push(
      numbered(16, 'm')
        .map((body) => send(body))
        .join(''),
    )
    expect(heard(listener)).toEqual([])
    scene.clock.turn()
    expect(heard(listener)).toEqual(numbered(16, 'm'))
    expect(writes).toEqual([16])
  })

  test('a small topic is served first while a large one goes on', () => {
    const scene = new Scene(0)
    const said: string[] = []
    const join = (name: string): void => {
      const hear = (frame: string): void => {
        if (frame.startsWith('MESSAGE')) said.push(name)
      }
      new Wire(scene.broker, 'raw', { hear }).says(
        `CONNECT\naccept-version:1.2\n\n␀${subscribe(`/sub/${name}`)}`,
      )
    }
    for (let index = 0; index < many; index++) join('large')
    join('small')
    scene.publisher.push(send('x', '/sub/large'))
    scene.clock.turn()
    scene.publisher.push(send('y', '/sub/large') + send('x', '/sub/small'))
    said.length = 0
    scene.clock.turn()
    expect(said[0]).toBe('small')
    expect(said, 'who waits behind a slice waits for less of it').toHaveLength(1 + 64)
    scene.clock.settle()
    expect(said).toHaveLength(1 + 2 * many - 256)
  })

  test('slices are short while small topics speak, and as long as before when these have been silent for a while', () => {
    const scene = new Scene(many)
    const small = scene.joined('/sub/small')
    scene.clock.settle()
    const received = () => scene.members.map(({ channel }) => channel.received.length)
    const sliceOf = (): number => {
      const before = received()
      scene.clock.turn()
      return received().filter((length, index) => length > before[index]!).length
    }
    scene.publisher.push(send('x'))
    expect(sliceOf()).toBe(256)
    small.push(send('x', '/sub/small'))
    const slices: number[] = []
    for (let turn = 0; turn < 66; turn++) {
      scene.publisher.push(send('y'))
      slices.push(sliceOf())
    }
    expect(slices).toEqual([...Array<number>(64).fill(64), 256, 256])
  })

  test('large topics take turns', () => {
    const scene = new Scene(2_000)
    const others = Array.from({ length: 300 }, () => scene.joined('/sub/b'))
    scene.clock.settle()
    scene.publisher.push(send('x') + send('x', '/sub/b'))
    scene.turns(4)
    expect(others.map(heard)).toEqual(others.map(() => ['x']))
    expect(heard(scene.members.at(-1)!), 'the larger one goes on').toEqual([])
    scene.clock.settle()
    expect(heard(scene.members.at(-1)!)).toEqual(['x'])
  })

  test('the round of a large topic is frozen: what is published meanwhile joins the next', () => {
    const scene = new Scene(many)
    scene.publisher.push(send('one'))
    scene.clock.turn()
    scene.publisher.push(send('two'))
    let lacking = many
    for (let turn = 0; turn < 10; turn++) {
      scene.clock.turn()
      const counts = scene.members.map(({ channel }) => channel.received.length)
      lacking = counts.filter((count) => count === 0).length
      if (lacking > 0) expect(Math.max(...counts)).toBe(1)
    }
    expect(lacking).toBe(0)
    expect(scene.heardBy(() => true)).toEqual([['one', 'two']])
  })

  test('a turn does so much and no more, and the rest of what came waits for the next, in order', () => {
    const scene = new Scene(0, { limits: { maxFramesPerSecond: 10_000 } })
    const quiet = scene.joined('/sub/b')
    // An id that no framing keeps as it is has a shape of its own.
    const listeners = Array.from({ length: 128 }, (_, index) => {
      const listener = scene.connected()
      listener.writes(subscribe('/sub/a', `"${index}"`))
      return listener
    })
    scene.publisher.push(
      numbered(200, 'm')
        .map((body) => send(body))
        .join(''),
    )
    quiet.push(send('x', '/sub/b'))
    scene.clock.turn()
    expect(heard(quiet), 'who says little is heard in the same turn').toEqual(['x'])
    const first = listeners.map(heard)
    expect(first[0]!.length).toBeGreaterThan(0)
    expect(first[0]!.length).toBeLessThan(100)
    scene.clock.settle()
    for (const [index, listener] of listeners.entries())
      expect([...first[index]!, ...heard(listener)]).toEqual(numbered(200, 'm'))
  })
})
