import { describe, expect, test } from 'vitest'
import { Bench } from '../../support/bench.ts'

/** A route that takes until it is told; what comes behind it waits. */
function slowBench() {
  let finish = (): void => {}
  const bench = new Bench({
    application(app) {
      app.message('/slow', () => new Promise<void>((resolve) => (finish = resolve)))
    },
  })
  const reader = bench.connected()
  reader.writes('SUBSCRIBE\nid:a\ndestination:/sub/x\n\n␀')
  const sender = bench.connected()
  const handlerEnds = async () => {
    finish()
    await new Promise(setImmediate)
    bench.clock.settle()
  }
  return { bench, reader, sender, handlerEnds }
}

const slow = 'SEND\ndestination:/pub/slow\n\n␀'
const send = (body: string, headers = ''): string => `SEND\ndestination:/sub/x\n${headers}\n${body}␀`

describe.each([1000, 1006])('a peer that goes (%i) while a handler is at work', (code) => {
  test('what it had sent is done, in order, and then it is told that it went [R4 T6]', async () => {
    const { bench, reader, sender, handlerEnds } = slowBench()
    const begun = `BEGIN\ntransaction:t\n\n␀${send('open', 'transaction:t\n')}`
    sender.writes(`${slow}${send('one')}${begun}${send('two')}SEND\ndestination:/sub/x\n\nhalf`)
    sender.channel.close(code)
    expect(bench.told).not.toContain('disconnected')
    await handlerEnds()
    reader.reads(/^MESSAGE\n(.*\n)*\none␀$/)
    reader.reads(/^MESSAGE\n(.*\n)*\ntwo␀$/)
    reader.readsNothing()
    expect(bench.told.filter((type) => type === 'disconnected')).toHaveLength(1)
    expect(bench.events.find(({ type }) => type === 'disconnected')).toMatchObject({ code })
  })

  test('nothing behind a bad frame is done', async () => {
    const { bench, reader, sender, handlerEnds } = slowBench()
    sender.writes(`${slow}UNSUBSCRIBE\nid:none\n\n␀${send('one')}`)
    sender.channel.close(code)
    await handlerEnds()
    reader.readsNothing()
    expect(bench.told.filter((type) => type === 'disconnected')).toHaveLength(1)
  })

  test('a handler that never ends does not keep it for ever', () => {
    const { bench, reader, sender } = slowBench()
    sender.writes(slow + send('one'))
    sender.channel.close(code)
    bench.clock.advance(31_000)
    expect(bench.told.filter((type) => type === 'disconnected')).toHaveLength(1)
    reader.readsNothing()
  })
})
