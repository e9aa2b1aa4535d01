import { describe, expect, test } from 'vitest'
import { ackModes, deliver, delivered, nameOf } from './acknowledging.ts'
import { doors, isOurs, useTarget, versions } from './target.ts'

describe.each(doors)('over %s', (door) => {
  const target = useTarget(undefined, door)

  describe.each(versions)('at %s', (version) => {
    test.each(ackModes(version))(
      'in %s mode each message can have its ACK [U4 A1 A5 A6 A7]',
      async (mode) => {
        const { reader, messages } = await delivered(target, version, mode)
        for (const [index, message] of messages.entries()) {
          reader.writes(`ACK\n${nameOf(message, version)}receipt:${index}\n\n␀`)
          await reader.readsReceipt(`${index}`)
        }
        await reader.readsNothing()
      },
    )

    test('in client mode one ACK covers all before it: none of them is delivered again [A3]', async () => {
      const queue = target.queue()
      const [reader, sender] = [
        await target.subscribes(queue, version, 'ack:client\n'),
        await target.connects(version),
      ]
      const messages = await deliver(sender, reader, queue, 3)
      reader.writes(`ACK\n${nameOf(messages[2]!, version)}receipt:a\n\n␀`)
      await reader.readsReceipt('a')
      reader.writes('DISCONNECT\n\n␀')
      await reader.closed()
      const next = await target.subscribes(queue, version)
      sender.writes(`SEND\ndestination:${queue}\n\nnext␀`)
      expect((await next.reads('MESSAGE')).text).toBe('next')
    })

    test('in client mode an ACK leaves the earlier messages of another subscription alone [A3]', async () => {
      const [destination, other] = [target.topic(), target.topic()]
      const reader = await target.subscribes(destination, version, 'ack:client\n')
      reader.writes(`SUBSCRIBE\nid:other\ndestination:${other}\nack:client\nreceipt:o\n\n␀`)
      await reader.readsReceipt('o')
      const sender = await target.connects(version)
      const [earlier] = await deliver(sender, reader, other, 1)
      const [later] = await deliver(sender, reader, destination, 1)
      for (const message of [later!, earlier!]) {
        reader.writes(`ACK\n${nameOf(message, version)}receipt:a\n\n␀`)
        await reader.readsReceipt('a')
      }
      await reader.readsNothing()
    })

    test('an ACK after a later one is that of its message alone [A1]', async () => {
      const { reader, messages, destination } = await delivered(target, version, 'client', 1)
      reader.writes(`ACK\n${nameOf(messages[0]!, version)}receipt:1\n\n␀`)
      await reader.readsReceipt('1')
      const [message] = await deliver(await target.connects(version), reader, destination, 1)
      reader.writes(`ACK\n${nameOf(message!, version)}receipt:2\n\n␀`)
      await reader.readsReceipt('2')
    })

    test('who acknowledges nothing keeps nothing from others [A2 A12]', async () => {
      const { destination } = await delivered(target, version, 'client', 1)
      const other = await target.subscribes(destination, version)
      const messages = await deliver(await target.connects(version), other, destination, 20)
      expect(messages.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, n) => `${n + 1}`))
      await other.readsNothing()
    })

    test('who is gone with messages unacknowledged keeps nothing from others [A2]', async () => {
      const { reader, destination } = await delivered(target, version, 'client')
      reader.cut()
      const other = await target.subscribes(destination, version)
      await deliver(await target.connects(version), other, destination, 3)
    })

    test('ACK without the headers that name a message [A5 A7]', async () => {
      const { reader } = await delivered(target, version, 'client', 1)
      reader.writes('ACK\nreceipt:r\n\n␀')
      await reader.readsErrorOrClose()
    })

    test.runIf(isOurs)('messages have an ack header at 1.2 only [M5]', async () => {
      const { messages } = await delivered(target, version, 'client', 1)
      expect(messages[0]!.get('ack') !== undefined).toBe(version === '1.2')
    })
  })

  describe.each(['1.1', '1.2'] as const)('at %s', (version) => {
    test('in client-individual mode an ACK is that of one message [U5 A4]', async () => {
      const { reader, messages } = await delivered(target, version, 'client-individual')
      for (const index of [2, 0, 1]) {
        reader.writes(`ACK\n${nameOf(messages[index]!, version)}receipt:${index}\n\n␀`)
        await reader.readsReceipt(`${index}`)
      }
    })

    test('in client-individual mode a NACK is that of one message [F10 A4 A9 A10 A11]', async () => {
      const { reader, messages } = await delivered(target, version, 'client-individual')
      for (const [command, index] of [
        ['NACK', 2],
        ['ACK', 0],
        ['NACK', 1],
      ] as const) {
        reader.writes(`${command}\n${nameOf(messages[index]!, version)}receipt:${index}\n\n␀`)
        await reader.readsReceipt(`${index}`)
      }
    })

    test('in client mode the last of many can have a NACK [A9 A10 A11]', async () => {
      const { reader, messages } = await delivered(target, version, 'client')
      reader.writes(`NACK\n${nameOf(messages[2]!, version)}receipt:n\n\n␀`)
      await reader.readsReceipt('n')
    })

    test('NACK without the headers that name a message [A9]', async () => {
      const { reader } = await delivered(target, version, 'client', 1)
      reader.writes('NACK\nreceipt:r\n\n␀')
      await reader.readsErrorOrClose()
    })
  })

  describe('at 1.2', () => {
    test.each(ackModes('1.2'))('in %s mode each message has an ack of its own [M5]', async (mode) => {
      const { messages } = await delivered(target, '1.2', mode)
      const acks = new Set(messages.map((message) => message.get('ack')))
      expect(acks.size).toBe(3)
      expect(acks).not.toContain(undefined)
    })

    test('in auto mode no message has one [M5 U4]', async () => {
      const { messages } = await delivered(target, '1.2', 'auto')
      for (const message of messages) expect(message.get('ack')).toBeUndefined()
    })
  })
})
