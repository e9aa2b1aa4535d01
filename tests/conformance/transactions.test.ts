import { describe, expect, test } from 'vitest'
import { ackModes, delivered, nameOf } from './acknowledging.ts'
import type { Peer } from './peer.ts'
import { doors, expectRefusal, isOurs, useTarget, versions } from './target.ts'

const sendIn = (transaction: string, destination: string, text: string): string =>
  `SEND\ndestination:${destination}\ntransaction:${transaction}\n\n${text}␀`

async function readsTexts(reader: Peer, texts: readonly string[]): Promise<void> {
  for (const text of texts) expect((await reader.reads('MESSAGE')).text).toBe(text)
}

describe.each(doors)('over %s', (door) => {
  const target = useTarget(undefined, door)

  describe.each(versions)('at %s', (version) => {
    const scene = async () => {
      const topic = target.topic()
      return {
        topic,
        reader: await target.subscribes(topic, version),
        sender: await target.connects(version),
        free: `SEND\ndestination:${topic}\n\nfree␀`,
      }
    }

    test('what is sent waits for COMMIT, then comes in order [T2 T3 S3]', async () => {
      const { topic, reader, sender, free } = await scene()
      sender.writes('BEGIN\ntransaction:t\n\n␀')
      for (const text of ['1', '2', '3']) sender.writes(sendIn('t', topic, text))
      sender.writes(free)
      await readsTexts(reader, ['free'])
      await reader.readsNothing()
      sender.writes('COMMIT\ntransaction:t\nreceipt:c\n\n␀')
      await sender.readsReceipt('c')
      await readsTexts(reader, ['1', '2', '3'])
      await reader.readsNothing()
    })

    test('what is sent is gone after ABORT [T2 T3 S3]', async () => {
      const { topic, reader, sender, free } = await scene()
      sender.writes(`BEGIN\ntransaction:t\n\n␀${sendIn('t', topic, 'x')}ABORT\ntransaction:t\nreceipt:a\n\n␀`)
      await sender.readsReceipt('a')
      sender.writes(free)
      await readsTexts(reader, ['free'])
      await reader.readsNothing()
    })

    test('a transaction without anything in it [T1 R6]', async () => {
      const { sender } = await scene()
      for (const end of ['COMMIT', 'ABORT'])
        for (const command of ['BEGIN', end]) {
          sender.writes(`${command}\ntransaction:t\nreceipt:${command}\n\n␀`)
          await sender.readsReceipt(command)
        }
    })

    test('two transactions know nothing of each other [T2 T4]', async () => {
      const { topic, reader, sender } = await scene()
      sender.writes('BEGIN\ntransaction:a\n\n␀BEGIN\ntransaction:b\n\n␀')
      for (const [transaction, text] of ['a1', 'b1', 'a2', 'b2'].map((text) => [text[0]!, text] as const))
        sender.writes(sendIn(transaction, topic, text))
      sender.writes('COMMIT\ntransaction:b\n\n␀')
      await readsTexts(reader, ['b1', 'b2'])
      await reader.readsNothing()
      sender.writes('COMMIT\ntransaction:a\n\n␀')
      await readsTexts(reader, ['a1', 'a2'])
    })

    test('two sessions can use the same id [T4]', async () => {
      const { topic, reader, sender } = await scene()
      const other = await target.connects(version)
      for (const [index, each] of [sender, other].entries()) {
        each.writes(`BEGIN\ntransaction:t\n\n␀${sendIn('t', topic, `${index}`)}`)
        await each.readsNothing()
      }
      other.writes('ABORT\ntransaction:t\nreceipt:a\n\n␀')
      await other.readsReceipt('a')
      sender.writes('COMMIT\ntransaction:t\n\n␀')
      await readsTexts(reader, ['0'])
      await reader.readsNothing()
    })

    test.each(['COMMIT', 'ABORT'])('an id is free again after %s [T5]', async (end) => {
      const { topic, reader, sender } = await scene()
      sender.writes(`BEGIN\ntransaction:t\n\n␀${end}\ntransaction:t\n\n␀`)
      sender.writes(`BEGIN\ntransaction:t\n\n␀${sendIn('t', topic, 'x')}COMMIT\ntransaction:t\n\n␀`)
      await readsTexts(reader, ['x'])
    })

    test.each(['BEGIN', 'COMMIT', 'ABORT'])('%s without transaction [T1]', async (command) => {
      const { sender } = await scene()
      sender.writes(`${command}\nreceipt:r\n\n␀`)
      await sender.readsErrorOrClose()
    })

    test.each(['COMMIT', 'ABORT', 'SEND'])(
      '%s in a transaction that nobody began [T3 S3]',
      async (command) => {
        const { topic, sender } = await scene()
        sender.writes(`${command}\ndestination:${topic}\ntransaction:nobody\n\n␀`)
        await sender.readsErrorOrClose()
      },
    )

    test('a transaction that is over takes nothing more [T3]', async () => {
      const { topic, sender } = await scene()
      sender.writes(`BEGIN\ntransaction:t\n\n␀COMMIT\ntransaction:t\n\n␀${sendIn('t', topic, 'x')}`)
      await sender.readsErrorOrClose()
    })

    test.each(['DISCONNECT', 'nothing, its connection lost'])(
      'what is open is aborted after %s [T6]',
      async (goodbye) => {
        const { topic, reader, sender } = await scene()
        sender.writes(`BEGIN\ntransaction:t\n\n␀${sendIn('t', topic, 'x')}`)
        await sender.readsNothing()
        if (goodbye === 'DISCONNECT') {
          sender.writes('DISCONNECT\n\n␀')
          await sender.closed()
        } else sender.cut()
        const other = await target.connects(version)
        other.writes(`SEND\ndestination:${topic}\n\nnext␀`)
        await readsTexts(reader, ['next'])
        await reader.readsNothing()
      },
    )

    test.each(ackModes(version))('an ACK counts from COMMIT on, in %s mode [A8 T2 T3]', async (mode) => {
      const { reader, messages } = await delivered(target, version, mode)
      reader.writes(`BEGIN\ntransaction:t\n\n␀ACK\n${nameOf(messages[0]!, version)}transaction:t\n\n␀`)
      reader.writes('COMMIT\ntransaction:t\nreceipt:c\n\n␀')
      await reader.readsReceipt('c')
      reader.writes(`ACK\n${nameOf(messages[1]!, version)}receipt:a\n\n␀`)
      await reader.readsReceipt('a')
    })

    test.each(ackModes(version))('after ABORT an ACK was none, in %s mode [A8 T2 T3]', async (mode) => {
      const { reader, messages } = await delivered(target, version, mode)
      const last = nameOf(messages[2]!, version)
      reader.writes(`BEGIN\ntransaction:t\n\n␀ACK\n${last}transaction:t\n\n␀ABORT\ntransaction:t\n\n␀`)
      for (const message of messages) {
        reader.writes(`ACK\n${nameOf(message, version)}receipt:a\n\n␀`)
        await reader.readsReceipt('a')
      }
    })

    describe.runIf(isOurs)('as stompbox chose', () => {
      test('BEGIN of what is open is refused [T4]', async () => {
        const { sender } = await scene()
        sender.writes('BEGIN\ntransaction:t\n\n␀BEGIN\ntransaction:t\n\n␀')
        await expectRefusal(sender, 'bad-state', 1002)
      })

      test.each(['COMMIT', 'ABORT', 'SEND'])(
        '%s in an unknown transaction is refused [T3]',
        async (command) => {
          const { topic, sender } = await scene()
          sender.writes(`${command}\ndestination:${topic}\ntransaction:nobody\n\n␀`)
          await expectRefusal(sender, 'unknown-id', 1008)
        },
      )

      test('a RECEIPT within a transaction comes at once: the frame was taken into it [R2 R6]', async () => {
        const { topic, sender, reader } = await scene()
        sender.writes('BEGIN\ntransaction:t\n\n␀')
        sender.writes(`SEND\ndestination:${topic}\ntransaction:t\nreceipt:r\n\nx␀`)
        await sender.readsReceipt('r')
        await reader.readsNothing()
      })

      test('what was sent comes before the RECEIPT of its COMMIT [R2 T2]', async () => {
        const { topic, reader } = await scene()
        reader.writes(
          `BEGIN\ntransaction:t\n\n␀${sendIn('t', topic, 'x')}COMMIT\ntransaction:t\nreceipt:c\n\n␀`,
        )
        await readsTexts(reader, ['x'])
        await reader.reads('RECEIPT')
      })

      test('a committed ACK cannot be given again [A8 T2]', async () => {
        const { reader, messages } = await delivered(target, version, 'client')
        const name = nameOf(messages[2]!, version)
        reader.writes(`BEGIN\ntransaction:t\n\n␀ACK\n${name}transaction:t\n\n␀COMMIT\ntransaction:t\n\n␀`)
        reader.writes(`ACK\n${name}\n␀`)
        await expectRefusal(reader, 'unknown-id', 1008)
      })

      test('if one ACK of a transaction cannot be done, nothing of it is [T2 A8]', async () => {
        const topic = target.topic()
        const reader = await target.subscribes(topic, version)
        const { reader: sender, messages } = await delivered(target, version, 'client')
        const ack = `ACK\n${nameOf(messages[0]!, version)}transaction:t\n\n␀`
        sender.writes(`BEGIN\ntransaction:t\n\n␀${sendIn('t', topic, 'x')}${ack}${ack}`)
        sender.writes('COMMIT\ntransaction:t\n\n␀')
        await expectRefusal(sender, 'unknown-id', 1008)
        await reader.readsNothing()
      })

      test('who is refused within a transaction loses all of it [T2]', async () => {
        const { topic, reader, sender } = await scene()
        sender.writes(`BEGIN\ntransaction:t\n\n␀${sendIn('t', topic, 'x')}`)
        sender.writes('SEND\ntransaction:t\n\nno destination␀COMMIT\ntransaction:t\n\n␀')
        await expectRefusal(sender, 'bad-header', 1002)
        await reader.readsNothing()
      })
    })
  })

  describe.each(['1.1', '1.2'] as const)('at %s', (version) => {
    test.each(['COMMIT', 'ABORT'])('NACK, then %s [A8 T3]', async (end) => {
      const { reader, messages } = await delivered(target, version, 'client-individual')
      const name = nameOf(messages[1]!, version)
      reader.writes(
        `BEGIN\ntransaction:t\n\n␀NACK\n${name}transaction:t\n\n␀${end}\ntransaction:t\nreceipt:e\n\n␀`,
      )
      await reader.readsReceipt('e')
      if (end === 'COMMIT') return
      reader.writes(`ACK\n${name}receipt:a\n\n␀`)
      await reader.readsReceipt('a')
    })
  })
})
