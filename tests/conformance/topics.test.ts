import { describe, expect, test } from 'vitest'
import { isOurs, useTarget, versions } from './target.ts'
import type { Version } from './frame-reader.ts'

const target = useTarget()

describe.each(versions)('at %s', (version) => {
  test('every subscriber gets every message once, in order, under an id of its own [M1 M2 M3 M4]', async () => {
    const topic = target.topic()
    const readers = [await target.subscribes(topic, version), await target.subscribes(topic, version)]
    const sender = await target.connects(version)
    for (let count = 0; count < 100; count++) sender.writes(`SEND\ndestination:${topic}\n\n${count}␀`)
    for (const reader of readers) {
      const ids = new Set<string | undefined>()
      for (let count = 0; count < 100; count++) {
        const message = await reader.reads('MESSAGE')
        expect([message.text, message.get('destination'), message.get('subscription')]).toEqual([
          `${count}`,
          topic,
          's',
        ])
        ids.add(message.get('message-id'))
      }
      expect(ids.size).toBe(100)
      await reader.readsNothing()
    }
  })

  test('the sender gets its own message only if it subscribed', async () => {
    const topic = target.topic()
    const [reader, sender] = [await target.subscribes(topic, version), await target.connects(version)]
    sender.writes(`SEND\ndestination:${topic}\n\none␀`)
    await reader.reads('MESSAGE')
    await sender.readsNothing()
    reader.writes(`SEND\ndestination:${topic}\n\ntwo␀`)
    expect((await reader.reads('MESSAGE')).text).toBe('two')
  })

  test('destinations are compared as they are written [S2]', async () => {
    const topic = target.topic()
    const [reader, sender] = [await target.subscribes(topic, version), await target.connects(version)]
    for (const other of [`${topic}x`, `${topic}.x`, topic.toUpperCase().replace('/TOPIC', '/topic')])
      sender.writes(`SEND\ndestination:${other}\nreceipt:r\n\nx␀`)
    for (let count = 0; count < 3; count++) await sender.reads('RECEIPT')
    await reader.readsNothing()
  })

  test('after the RECEIPT of UNSUBSCRIBE nothing comes [U12]', async () => {
    const topic = target.topic()
    const [reader, sender] = [await target.subscribes(topic, version), await target.connects(version)]
    sender.writes(`SEND\ndestination:${topic}\n\none␀`)
    await reader.reads('MESSAGE')
    reader.writes('UNSUBSCRIBE\nid:s\nreceipt:u\n\n␀')
    await reader.reads('RECEIPT')
    sender.writes(`SEND\ndestination:${topic}\nreceipt:r\n\ntwo␀`)
    await sender.reads('RECEIPT')
    await reader.readsNothing()
  })

  test('from the RECEIPT of SUBSCRIBE on everything comes [R2 U9]', async () => {
    const sender = await target.connects(version)
    for (let round = 0; round < 20; round++) {
      const topic = target.topic()
      const reader = await target.subscribes(topic, version)
      sender.writes(`SEND\ndestination:${topic}\n\n${round}␀`)
      expect((await reader.reads('MESSAGE')).text).toBe(`${round}`)
    }
  })

  test('a RECEIPT says that all earlier frames were received [R3]', async () => {
    const topic = target.topic()
    const sender = await target.connects(version)
    sender.writes(
      `SUBSCRIBE\nid:s\ndestination:${topic}\n\n␀${`SEND\ndestination:${topic}\n\nx␀`.repeat(50)}`,
    )
    sender.writes('SEND\ndestination:/topic/elsewhere\nreceipt:r\n\n␀')
    const commands: string[] = []
    while (commands.length < 51) commands.push((await sender.reads()).command)
    const isMessage = (command: string) => command === 'MESSAGE'
    expect(commands.filter(isMessage)).toHaveLength(50)
    if (isOurs) expect(commands.at(-1)).toBe('RECEIPT')
  })

  test('many frames that ask get a RECEIPT each [R1 R6]', async () => {
    const sender = await target.connects(version)
    const frames = Array.from(
      { length: 500 },
      (_, n) => `SEND\ndestination:/topic/elsewhere\nreceipt:${n}\n\n␀`,
    )
    sender.writes(frames.join(''))
    const got: number[] = []
    while (got.length < 500) got.push(Number((await sender.reads('RECEIPT')).get('receipt-id')))
    expect(isOurs ? got : got.sort((a, b) => a - b)).toEqual(frames.map((_, n) => n))
    await sender.readsNothing()
  })

  test('a body of 200,000 octets, NULs among them, arrives as it was [F1 H4 H8 H11]', async () => {
    const topic = target.topic()
    const reader = await target.subscribes(topic, version)
    // Octets that are no text are a question of WebSocket messages (O3).
    const values = isOurs ? 256 : 128
    const body = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => index % values))
    const sender = await target.connects(version)
    const head = `SEND\ndestination:${topic}\ncontent-length:${body.length}\n\n`
    sender.writesBytes(Buffer.concat([Buffer.from(head), body, Buffer.from([0])]))
    expect((await reader.reads('MESSAGE')).body.equals(body)).toBe(true)
  })
})

describe('between versions', () => {
  /** How each version reads this header line of a SEND, as it stands on the wire. */
  const read = async (from: Version, line: string, at: Version) => {
    const topic = target.topic()
    const [reader, sender] = [await target.subscribes(topic, at), await target.connects(from)]
    sender.writes(`SEND\ndestination:${topic}\n${line}\nlast:x\n\nbody␀`)
    const message = await reader.reads('MESSAGE')
    expect([message.text, message.get('last')]).toEqual(['body', 'x'])
    return message.lines.find((each) => each.startsWith('x'))
  }

  test.each([
    ['[E4]', '1.0', 'x:a:b', 'x:a\\cb', '1.1'],
    ['[E4]', '1.0', 'x:a:b', 'x:a\\cb', '1.2'],
    ['[E1 E4]', '1.1', 'x:a\\cb', 'x:a\\cb', '1.2'],
    ['[E1 E4]', '1.2', 'x:a\\cb', 'x:a\\cb', '1.1'],
    ['[E1 E4]', '1.1', 'x:a\\\\b', 'x:a\\\\b', '1.2'],
    ['[E1 E4]', '1.2', 'x:a\\\\b', 'x:a\\\\b', '1.1'],
    ['[E1 E4]', '1.1', 'x:a\\nb', 'x:a\\nb', '1.2'],
    ['[E1 E4]', '1.2', 'x:a\\nb', 'x:a\\nb', '1.1'],
    ['[E2 E4]', '1.2', 'x:a\\rb', 'x:a\\rb', '1.2'],
    ['[E6]', '1.1', 'x:a\\cb', 'x:a:b', '1.0'],
    ['[E6]', '1.2', 'x:a\\\\b', 'x:a\\b', '1.0'],
    ['[E6]', '1.0', 'x:a\\nb\\t', 'x:a\\nb\\t', '1.0'],
  ] as const)(
    '%s a %s sender writes %j, and the reader gets %j (%s)',
    async (_, from, line, expected, at) => {
      expect(await read(from, line, at)).toBe(expected)
    },
  )

  test.each([
    ['x:a\\nb', 'x:a\\\\nb', '1.1'],
    ['x:a\\tb', 'x:a\\\\tb', '1.2'],
  ] as const)('1.0 has no escapes: %j is %j for a %s reader (1.0) [E6]', async (line, expected, at) => {
    expect(await read('1.0', line, at)).toBe(expected)
  })

  // There is no way to say these. Whatever a broker does, a line end must not end a header line.
  test.each([
    ['[E6]', 'x:a\\ny:b', '1.0'],
    ['[E6]', 'x:a\\rb', '1.0'],
    ['[E2]', 'x:a\\rb', '1.1'],
  ] as const)('%s %j has no way to be said (%s)', async (_, line, at) => {
    const found = await read('1.2', line, at)
    expect(found ?? '').not.toContain('\r')
    if (isOurs) expect(found).toBeUndefined()
  })
})
