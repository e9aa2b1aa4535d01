import { describe, expect, test } from 'vitest'
import { delivered, nameOf } from './acknowledging.ts'
import { doors, isOurs, useTarget, versions } from './target.ts'

describe.each(doors)('over %s', (door) => {
  const target = useTarget(undefined, door)

  describe.each(versions)('at %s', (version) => {
    test('every frame but CONNECT gets the RECEIPT it asks for, without a body [F9 F10 F11 F13 H13 R1 R5 R6]', async () => {
      const { reader, messages, destination } = await delivered(target, version, 'client')
      const elsewhere = target.topic()
      const frames = [
        `SUBSCRIBE\nid:x\ndestination:${elsewhere}\n`,
        `SEND\ndestination:${target.topic()}\n`,
        `ACK\n${nameOf(messages[0]!, version)}`,
        ...(version === '1.0' ? [] : [`NACK\n${nameOf(messages[1]!, version)}`]),
        'BEGIN\ntransaction:t\n',
        `SEND\ndestination:${target.topic()}\ntransaction:t\n`,
        'COMMIT\ntransaction:t\n',
        'BEGIN\ntransaction:t\n',
        'ABORT\ntransaction:t\n',
        'UNSUBSCRIBE\nid:x\n',
      ]
      for (const [index, frame] of frames.entries()) reader.writes(`${frame}receipt:${index}\n\n␀`)
      const asked = frames.map((_, index) => `${index}`)
      const got: string[] = []
      while (got.length < frames.length) {
        const frame = await reader.reads()
        // What had a NACK may come again.
        if (frame.command === 'RECEIPT') got.push(frame.get('receipt-id')!)
        else expect([frame.command, frame.get('destination')]).toEqual(['MESSAGE', destination])
      }
      expect(isOurs ? got : got.sort()).toEqual(asked.sort())
    })

    test('DISCONNECT gets its RECEIPT, and it is the last frame [R6 D1]', async () => {
      const peer = await target.connects(version)
      peer.writes('DISCONNECT\nreceipt:bye\n\n␀')
      await peer.readsReceipt('bye')
      await peer.closed()
    })

    test('a frame that asks for none gets none [R1]', async () => {
      const peer = await target.connects(version)
      peer.writes(
        `BEGIN\ntransaction:t\n\n␀SEND\ndestination:${target.topic()}\n\n␀ABORT\ntransaction:t\n\n␀`,
      )
      await peer.readsNothing()
    })
  })
})
