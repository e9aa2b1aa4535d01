import { describe, expect, test } from 'vitest'
import type { App } from '@stompbox/broker'
import { Bench, type Peer } from '../../support/bench.ts'

const begin = 'BEGIN\ntransaction:t\n\n␀'
const sendIn = (destination: string, body: string) =>
  `SEND\ndestination:${destination}\ntransaction:t\n\n${body}␀`
const commit = 'COMMIT\ntransaction:t\nreceipt:c\n\n␀'

const bodies = (peer: Peer) =>
  peer.readsAll().flatMap((frame) => /^MESSAGE[\s\S]*?\n\n(.*)␀$/.exec(frame)?.[1] ?? [])

/** Somebody who hears `/sub/a` beside somebody who commits. */
function scene(bench: Bench): { reader: Peer; sender: Peer } {
  const reader = bench.connected()
  reader.writes('SUBSCRIBE\nid:0\ndestination:/sub/a\n\n␀')
  return { reader, sender: bench.connected() }
}

describe('handlers in a transaction', () => {
  const application = (app: App) => {
    app.message('/echo', ({ body, send }) => send('/sub/a', `echo ${String(body)}`))
    app.message('/later', async ({ body, send }) => {
      await Promise.resolve()
      send('/sub/a', `later ${String(body)}`)
    })
    app.message('/fail', () => {
      throw new Error('as asked')
    })
  }
  const scenes = () => scene(new Bench({ application }))

  test('run at COMMIT, and what they send goes out in order with what is sent to topics [T2]', async () => {
    const { reader, sender } = scenes()
    sender.writes(begin + sendIn('/pub/echo', '1') + sendIn('/sub/a', '2') + sendIn('/pub/later', '3'))
    reader.readsNothing()
    sender.writes(commit)
    await new Promise(setImmediate)
    sender.writes('\n')
    expect(bodies(reader)).toEqual(['echo 1', '2', 'later 3'])
    sender.reads('RECEIPT\nreceipt-id:c\n\n␀')
  })

  test.each([
    ['/pub/fail', 'internal', 1011],
    ['/pub/nobody', 'bad-destination', 1008],
  ])(
    'send nothing when a later one cannot be done, and the COMMIT is answered: %s [T2]',
    async (destination, code, closeCode) => {
      const { reader, sender } = scenes()
      sender.writes(begin + sendIn('/pub/echo', '1') + sendIn('/pub/later', '2') + sendIn('/sub/a', '3'))
      sender.writes(sendIn(destination, '4') + commit)
      await new Promise(setImmediate)
      sender.writes('\n')
      const error = sender.isRefused(code, closeCode)
      expect(error).toContain('receipt-id:c')
      reader.readsNothing()
    },
  )

  test('that fail end the session also where no receipt was asked for', () => {
    const bench = new Bench({ application })
    const sender = bench.connected()
    sender.writes(begin + sendIn('/pub/fail', '') + 'COMMIT\ntransaction:t\n\n␀')
    sender.isRefused('internal', 1011)
    expect(bench.told).toContain('handler-failed')
  })
})
