import { describe, expect, test } from 'vitest'
import { ackModes, deliver, delivered, nameOf } from './acknowledging.ts'
import { doors, expectRefusal, isOurs, useTarget, versions } from './target.ts'

// The specification does not say what an ACK of nothing is. stompbox says it is a mistake.
describe.runIf(isOurs).each(doors)('over %s', (door) => {
  const target = useTarget(undefined, door)

  describe.each(versions)('at %s', (version) => {
    test.each(ackModes(version))('a second ACK in %s mode is refused [A1]', async (mode) => {
      const { reader, messages } = await delivered(target, version, mode)
      const ack = `ACK\n${nameOf(messages[0]!, version)}\n␀`
      reader.writes(ack + ack)
      await expectRefusal(reader, 'unknown-id', 1008)
    })

    test('what an ACK in client mode covered cannot have another [A3]', async () => {
      const { reader, messages } = await delivered(target, version, 'client')
      reader.writes(`ACK\n${nameOf(messages[1]!, version)}receipt:2\n\n␀`)
      await reader.readsReceipt('2')
      reader.writes(`ACK\n${nameOf(messages[2]!, version)}receipt:3\n\n␀`)
      await reader.readsReceipt('3')
      reader.writes(`ACK\n${nameOf(messages[0]!, version)}receipt:1\n\n␀`)
      await expectRefusal(reader, 'unknown-id', 1008)
    })

    test('an ACK of a message that never was is refused [A5 A7]', async () => {
      const { reader } = await delivered(target, version, 'client')
      reader.writes('ACK\nid:nothing\nmessage-id:nothing\nsubscription:s\n\n␀')
      await expectRefusal(reader, 'unknown-id', 1008)
    })

    test('an ACK where nothing waits for one is refused [U4 U9]', async () => {
      const { reader, messages } = await delivered(target, version, 'auto')
      const id = messages[0]!.get('message-id')!
      reader.writes(`ACK\nid:${id}\nmessage-id:${id}\nsubscription:s\n\n␀`)
      await expectRefusal(reader, 'unknown-id', 1008)
    })

    test('one session cannot acknowledge for another [A1]', async () => {
      const { reader, messages } = await delivered(target, version, 'client')
      const other = await target.connects(version)
      other.writes(`ACK\n${nameOf(messages[0]!, version)}\n␀`)
      await expectRefusal(other, 'unknown-id', 1008)
      reader.writes(`ACK\n${nameOf(messages[0]!, version)}receipt:r\n\n␀`)
      await reader.readsReceipt('r')
    })

    test('what was delivered before UNSUBSCRIBE can still have its ACK [A1 U12]', async () => {
      const { reader, messages } = await delivered(target, version, 'client')
      reader.writes(`UNSUBSCRIBE\nid:s\n\n␀ACK\n${nameOf(messages[2]!, version)}receipt:r\n\n␀`)
      await reader.readsReceipt('r')
      await reader.readsNothing()
    })

    test('nothing is delivered again: not to who comes back, not to others [A1 A2]', async () => {
      const { reader, destination } = await delivered(target, version, 'client')
      reader.cut()
      const next = await target.subscribes(destination, version, 'ack:client\n')
      await next.readsNothing()
      expect((await deliver(next, next, destination, 1))[0]!.text).toBe('1')
    })

    test('ACK without the headers that name a message is refused [A5 A6 A7]', async () => {
      const { reader, messages } = await delivered(target, version, 'client')
      const [line] = nameOf(messages[0]!, version).split('\n')
      reader.writes(`ACK\n${version === '1.1' ? line! : 'colour:blue'}\n\n␀`)
      await expectRefusal(reader, 'bad-header', 1002)
    })
  })

  describe.each(['1.1', '1.2'] as const)('at %s', (version) => {
    test.each(ackModes(version))('a NACK in %s mode drops: nothing comes again [A9]', async (mode) => {
      const { reader, messages } = await delivered(target, version, mode)
      reader.writes(`NACK\n${nameOf(messages[2]!, version)}receipt:r\n\n␀`)
      await reader.reads('RECEIPT')
      await reader.readsNothing()
    })

    test('a NACK in client mode covers all before it [A10]', async () => {
      const { reader, messages } = await delivered(target, version, 'client')
      reader.writes(`NACK\n${nameOf(messages[2]!, version)}\n␀ACK\n${nameOf(messages[0]!, version)}\n␀`)
      await expectRefusal(reader, 'unknown-id', 1008)
    })

    test('a NACK in client-individual mode settles its message [A10]', async () => {
      const { reader, messages } = await delivered(target, version, 'client-individual')
      reader.writes(`NACK\n${nameOf(messages[2]!, version)}\n␀ACK\n${nameOf(messages[2]!, version)}\n␀`)
      await expectRefusal(reader, 'unknown-id', 1008)
    })
  })

  describe('at 1.0', () => {
    test('NACK is unknown, even of a message that waits [F9 F10]', async () => {
      const { reader, messages } = await delivered(target, '1.0', 'client')
      reader.writes(`NACK\n${nameOf(messages[0]!, '1.0')}\n␀`)
      await expectRefusal(reader, 'bad-frame', 1002)
    })
  })

  describe('at 1.1', () => {
    test('ACK without subscription is refused [A6]', async () => {
      const { reader, messages } = await delivered(target, '1.1', 'client')
      reader.writes(`ACK\nmessage-id:${messages[0]!.get('message-id')!}\n\n␀`)
      await expectRefusal(reader, 'bad-header', 1002)
    })

    test('ACK of a message of another subscription is refused [A6]', async () => {
      const { reader, messages } = await delivered(target, '1.1', 'client')
      reader.writes(`ACK\nsubscription:other\nmessage-id:${messages[0]!.get('message-id')!}\n\n␀`)
      await expectRefusal(reader, 'unknown-id', 1008)
    })
  })
})

describe.runIf(isOurs)('at the limit', () => {
  const target = useTarget({ limits: { maxUnackedMessages: 3 } })

  test.each(versions)('more than that many without ACK end the session (%s) [A12]', async (version) => {
    const { reader, destination } = await delivered(target, version, 'client')
    const sender = await target.connects(version)
    sender.writes(`SEND\ndestination:${destination}\n\n4␀`)
    await expectRefusal(reader, 'limit-unacked', 1008)
    await sender.readsNothing()
  })

  test.each(versions)('an ACK makes room (%s) [A12]', async (version) => {
    const { reader, messages, destination } = await delivered(target, version, 'client')
    reader.writes(`ACK\n${nameOf(messages[2]!, version)}receipt:r\n\n␀`)
    await reader.readsReceipt('r')
    await deliver(await target.connects(version), reader, destination, 3)
  })
})
