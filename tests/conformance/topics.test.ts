import { describe, expect, test } from 'vitest'
import { useTarget, versions } from './target.ts'

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

  test('nothing comes from another destination', async () => {
    const topic = target.topic()
    const [reader, sender] = [await target.subscribes(topic, version), await target.connects(version)]
    for (const other of [`${topic}x`, `${topic}/x`, topic.toUpperCase().replace('/TOPIC', '/topic')])
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
    for (let count = 0; count < 50; count++) await sender.reads('MESSAGE')
    await sender.reads('RECEIPT')
  })

  test('many receipts come in the order in which they were asked for, one each [R1 R6]', async () => {
    const sender = await target.connects(version)
    const frames = Array.from(
      { length: 500 },
      (_, n) => `SEND\ndestination:/topic/elsewhere\nreceipt:${n}\n\n␀`,
    )
    sender.writes(frames.join(''))
    for (let n = 0; n < 500; n++) expect((await sender.reads('RECEIPT')).get('receipt-id')).toBe(`${n}`)
    await sender.readsNothing()
  })

  test('a body of 200,000 octets of every value arrives as it was [F1 H4 H8]', async () => {
    const topic = target.topic()
    const reader = await target.subscribes(topic, version)
    const body = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => index % 256))
    const sender = await target.connects(version)
    const head = `SEND\ndestination:${topic}\ncontent-length:${body.length}\n\n`
    sender.writesBytes(Buffer.concat([Buffer.from(head), body, Buffer.from([0])]))
    expect((await reader.reads('MESSAGE')).body.equals(body)).toBe(true)
  })
})

describe('between versions', () => {
  const header = async (from: '1.0' | '1.1' | '1.2', line: string) => {
    const topic = target.topic()
    const readers = await Promise.all(versions.map((version) => target.subscribes(topic, version)))
    const sender = await target.connects(from)
    sender.writes(`SEND\ndestination:${topic}\n${line}\nlast:x\n\nbody␀`)
    const messages = await Promise.all(readers.map((reader) => reader.reads('MESSAGE')))
    for (const message of messages) expect([message.text, message.get('last')]).toEqual(['body', 'x'])
    return messages.map(({ lines }) => lines.find((each) => each.startsWith('x')))
  }

  test.each([
    ['a colon', '1.2', 'x:a\\cb', ['x:a:b', 'x:a\\cb', 'x:a\\cb']],
    ['a backslash', '1.1', 'x:a\\\\b', ['x:a\\b', 'x:a\\\\b', 'x:a\\\\b']],
    ['what looks like an escape in 1.0', '1.0', 'x:a\\nb', ['x:a\\nb', 'x:a\\\\nb', 'x:a\\\\nb']],
    ['an undefined escape in 1.0', '1.0', 'x:a\\tb', ['x:a\\tb', 'x:a\\\\tb', 'x:a\\\\tb']],
    ['a raw colon in 1.0', '1.0', 'x:a:b', ['x:a:b', 'x:a\\cb', 'x:a\\cb']],
  ] as const)('%s is written as the reader reads it [E1 E4 E6]', async (_, from, line, expected) => {
    expect(await header(from, line)).toEqual(expected)
  })

  // There is no way to say these; a line end must never become a header line of its own.
  test.each([
    ['a line feed', '1.2', 'x:a\\ny:b', [undefined, 'x:a\\ny\\cb', 'x:a\\ny\\cb']],
    ['a carriage return', '1.2', 'x:a\\rb', [undefined, undefined, 'x:a\\rb']],
  ] as const)('%s reaches those whose version can say it [E2 E6]', async (_, from, line, expected) => {
    expect(await header(from, line)).toEqual(expected)
  })
})
