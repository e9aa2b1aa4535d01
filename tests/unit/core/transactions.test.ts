import { describe, expect, test } from 'vitest'
import { refusalFor } from '../../../broker/src/core/errors.ts'
import { Ledger } from '../../../broker/src/core/ledger.ts'
import { defaultLimits } from '../../../broker/src/core/limits.ts'
import { Bench, type Peer } from '../../support/bench.ts'

const begin = (id = 't') => `BEGIN\ntransaction:${id}\n\n␀`
const commit = (id = 't') => `COMMIT\ntransaction:${id}\n\n␀`
const abort = (id = 't') => `ABORT\ntransaction:${id}\n\n␀`
const send = (body: string, id = 't') => `SEND\ndestination:/sub/a\ntransaction:${id}\n\n${body}␀`
const subscribe = (ack = 'auto') => `SUBSCRIBE\nid:s\ndestination:/sub/a\nack:${ack}\n\n␀`

const bodies = (peer: Peer) => peer.readsAll().map((frame) => /\n\n([\s\S]*)␀$/.exec(frame)![1])

/** Somebody who hears `/sub/a`, beside somebody who sends there. */
function scene(bench = new Bench()) {
  const reader = bench.connected()
  reader.writes(subscribe())
  return { bench, reader, sender: bench.connected() }
}

describe('a transaction', () => {
  test('holds what is sent until COMMIT, and then sends it in order and in one piece [T1 T2]', () => {
    const { reader, sender } = scene()
    sender.writes(begin() + send('1') + send('2'))
    reader.readsNothing()
    sender.writes('SEND\ndestination:/sub/a\n\nbeside␀')
    expect(bodies(reader)).toEqual(['beside'])
    sender.writes(send('3') + commit())
    expect(bodies(reader)).toEqual(['1', '2', '3'])
  })

  test('is forgotten at ABORT, and its id is free again [T3]', () => {
    const { reader, sender } = scene()
    sender.writes(begin() + send('1') + abort() + begin() + send('2') + commit())
    expect(bodies(reader)).toEqual(['2'])
  })

  test('belongs to its session: another may give its own the same name', () => {
    const { bench, reader, sender } = scene()
    const other = bench.connected()
    sender.writes(begin() + send('1'))
    other.writes(begin() + send('2') + commit())
    expect(bodies(reader)).toEqual(['2'])
    sender.writes(commit())
    expect(bodies(reader)).toEqual(['1'])
  })

  test('goes with its session, and nothing of it is done [hostile T30]', () => {
    const { reader, sender } = scene()
    sender.writes(begin() + send('1') + 'DISCONNECT\n\n␀')
    const cut = scene()
    cut.sender.writes(begin() + send('1'))
    cut.sender.channel.close(1006)
    reader.readsNothing()
    cut.reader.readsNothing()
  })

  test('answers a receipt of SEND at once: it says accepted into the transaction', () => {
    const { reader, sender } = scene()
    sender.writes(`${begin()}SEND\ndestination:/sub/a\ntransaction:t\nreceipt:r\n\nx␀`)
    sender.reads('RECEIPT\nreceipt-id:r\n\n␀')
    reader.readsNothing()
  })

  test('keeps what was sent as it was, whatever the buffers are used for since', () => {
    const { reader, sender } = scene()
    sender.writes(begin() + send('first'))
    for (let round = 0; round < 50; round++)
      sender.writes(`SEND\ndestination:/sub/b\n\n${'#'.repeat(5_000)}␀`)
    sender.writes(commit())
    expect(reader.reads(/first␀$/)).not.toContain('transaction')
  })

  test('refuses a SEND that leads nowhere right away, not at COMMIT', () => {
    const { sender } = scene()
    sender.writes(begin() + 'SEND\ndestination:/nowhere\ntransaction:t\n\n␀')
    sender.isRefused('bad-destination', 1008)
  })
})

describe('acknowledgements in a transaction', () => {
  function owing(ack: string) {
    const peer = new Bench().connected()
    peer.writes(`${subscribe(ack)}SEND\ndestination:/sub/a\n\n1␀SEND\ndestination:/sub/a\n\n2␀`)
    const ids = peer.readsAll().map((frame) => /\nack:(.*)/.exec(frame)![1]!)
    return { peer, ids, ack: (id: string, more = '') => `ACK\nid:${id}\n${more}\n␀` }
  }
  const within = 'transaction:t\n'

  test('settle at COMMIT', () => {
    const { peer, ids, ack } = owing('client-individual')
    peer.writes(begin() + ack(ids[0]!, within) + ack(ids[1]!, within) + commit())
    peer.readsNothing()
    peer.writes(ack(ids[0]!))
    peer.isRefused('unknown-id', 1008)
  })

  test('wait again after ABORT', () => {
    const { peer, ids, ack } = owing('client-individual')
    peer.writes(begin() + ack(ids[0]!, within) + abort() + ack(ids[0]!))
    peer.readsNothing()
  })

  test('that wait for nothing are refused at once', () => {
    const { peer, ack } = owing('client')
    peer.writes(begin() + ack('nothing/s', within))
    peer.isRefused('unknown-id', 1008)
  })

  test.each(['client', 'client-individual'])(
    'are settled all or none: one of them was settled meanwhile, and nothing is sent: ack:%s [T2]',
    (mode) => {
      const bench = new Bench()
      const { reader } = scene(bench)
      const peer = bench.connected()
      peer.writes('SUBSCRIBE\nid:s\ndestination:/sub/own\nack:' + mode + '\n\n␀')
      peer.writes('SEND\ndestination:/sub/own\n\n1␀SEND\ndestination:/sub/own\n\n2␀')
      const [one, two] = peer.readsAll().map((frame) => /\nack:(.*)/.exec(frame)![1])
      const acks = [one, two].map((id) => `ACK\nid:${id}\ntransaction:t\n\n␀`).join('')
      peer.writes(`${begin()}${send('never')}${acks}ACK\nid:${two}\n\n␀`)
      peer.writes('COMMIT\ntransaction:t\nreceipt:c\n\n␀')
      const error = peer.isRefused('unknown-id', 1008)
      expect(error).toContain('\nreceipt-id:c\n')
      expect(error).toContain(mode === 'client' ? one : two)
      reader.readsNothing()
    },
  )

  test.each(['client', 'client-individual'] as const)(
    'that were settled before the one that cannot be wait again, in their old order: %s',
    (mode) => {
      const ledger = new Ledger(defaultLimits)
      const deliveries = ledger.open('s', mode)
      ledger.note(deliveries, ['1', '2', '3', '4'])
      const named = (...ids: string[]) => ids.map((messageId) => ({ messageId, subscription: 's' }))
      expect(ledger.settleAll(named('1', '3', 'none'))).toEqual({ messageId: 'none', subscription: 's' })
      expect(['1', '2', '3', '4'].every((id) => ledger.has(named(id)[0]!))).toBe(true)
      ledger.settleAll(named('2'))
      const left = mode === 'client' ? ['3', '4'] : ['1', '3', '4']
      expect(['1', '2', '3', '4'].filter((id) => ledger.has(named(id)[0]!))).toEqual(left)
    },
  )
})

describe('what is no transaction', () => {
  test.each(['COMMIT', 'ABORT', 'SEND\ndestination:/sub/a'])('unknown: %j [hostile T28]', (frame) => {
    const { sender } = scene()
    sender.writes(`${frame}\ntransaction:t\nreceipt:r\n\n␀`)
    const error = sender.isRefused('unknown-id', 1008)
    expect(error).toContain('\nreceipt-id:r\n')
    expect(error).toContain('no transaction "t" is open in this session')
  })

  test.each(['COMMIT', 'ABORT'])('ended already: %s [hostile T28]', (command) => {
    const { sender } = scene()
    sender.writes(`${begin()}${command}\ntransaction:t\n\n␀${send('x')}`)
    sender.isRefused('unknown-id', 1008)
  })

  test('ACK in an unknown one', () => {
    const { bench } = scene()
    const peer = bench.connected()
    peer.writes(`${subscribe('client')}SEND\ndestination:/sub/a\n\n1␀`)
    const id = /\nack:(.*)/.exec(peer.reads())![1]
    peer.writes(`ACK\nid:${id}\ntransaction:t\n\n␀`)
    peer.isRefused('unknown-id', 1008)
  })

  test('begun twice [hostile T28]', () => {
    const { sender } = scene()
    sender.writes(begin() + begin())
    expect(sender.isRefused('bad-state', 1002)).toContain(refusalFor('transactionOpen', { id: 't' }).message)
  })

  test.each(['BEGIN', 'COMMIT', 'ABORT'])('%s without an id, or with an empty one', (command) => {
    for (const line of ['', 'transaction:\n']) {
      const { sender } = scene()
      sender.writes(`${command}\n${line}\n␀`)
      sender.isRefused('bad-header', 1002)
    }
  })

  test('a name of 128 bytes is one, of 129 is none', () => {
    const { reader, sender } = scene()
    const id = `방${'t'.repeat(125)}`
    sender.writes(begin(id) + send('x', id) + commit(id))
    expect(bodies(reader)).toEqual(['x'])
    sender.writes(begin(`${id}t`))
    expect(sender.isRefused('bad-header', 1002)).toContain('transaction of BEGIN is longer than 128 bytes')
  })
})

describe('limits of transactions', () => {
  test('16 are open at once, not 17; an ended one makes room [hostile T28]', () => {
    const { sender } = scene()
    for (let index = 0; index < 16; index++) sender.writes(begin(`t${index}`))
    sender.writes(abort('t3') + begin('again'))
    sender.readsNothing()
    sender.writes(begin('one more'))
    expect(sender.isRefused('limit-transactions', 1008)).toContain('at most 16 open transactions')
  })

  test('1,024 frames in one, not 1,025 [hostile T28]', () => {
    const { bench, reader, sender } = scene()
    sender.writes(`SUBSCRIBE\nid:own\ndestination:/sub/own\nack:client\n\n␀SEND\ndestination:/sub/own\n\n␀`)
    const id = /\nack:(.*)/.exec(sender.reads())![1]
    sender.writes(`${begin()}ACK\nid:${id}\ntransaction:t\n\n␀${send('x').repeat(1_023)}`)
    bench.clock.advance(1_000)
    sender.writes(commit())
    expect(bodies(reader)).toHaveLength(1_023)
    bench.clock.advance(2_000)
    sender.writes(begin() + send('x').repeat(1_025))
    expect(sender.isRefused('limit-transactions', 1008)).toContain('"t" holds 1024 frames')
    reader.readsNothing()
  })

  test('acknowledgements are frames of it like any other', () => {
    const peer = new Bench({ limits: { maxTransactionActions: 2 } }).connected()
    peer.writes(`${subscribe('client')}SEND\ndestination:/sub/a\n\n1␀`)
    const id = /\nack:(.*)/.exec(peer.reads())![1]
    peer.writes(`${begin()}ACK\nid:${id}\ntransaction:t\n\n␀${send('x')}`)
    peer.readsNothing()
    peer.writes(send('x'))
    peer.isRefused('limit-transactions', 1008)
  })

  test('1 MiB in one, headers included, and not a byte more [hostile T28]', () => {
    const head = 'SEND\ndestination:/sub/a\ntransaction:t'.length
    const fitting = [400_000, 1_048_576 - 400_000 - 2 * head].map((length) => send('x'.repeat(length)))
    const { bench, reader, sender } = scene()
    sender.writes(begin() + fitting.join('') + commit())
    expect(bodies(reader)).toHaveLength(2)
    bench.clock.advance(1_000)
    sender.writes(`${begin()}${fitting.join('').replace('x', 'xx')}`)
    expect(sender.isRefused('limit-transactions', 1008)).toContain('more than 1048576 bytes')
  })

  test('60 s from BEGIN to COMMIT [hostile T29]', () => {
    const { bench, reader, sender } = scene()
    sender.writes(begin() + send('1'))
    bench.clock.advance(59_900)
    sender.writes(commit())
    expect(bodies(reader)).toEqual(['1'])
    sender.writes(begin() + send('2'))
    bench.clock.advance(59_900)
    expect(sender.channel.state).toBe('open')
    bench.clock.advance(200)
    expect(sender.isRefused('limit-transactions', 1008)).toContain('"t" was open for 60 s')
    reader.readsNothing()
  })

  test('of several the oldest that is still open counts', () => {
    const { bench, sender } = scene()
    sender.writes(begin('a'))
    bench.clock.advance(30_000)
    sender.writes(begin('b') + abort('a'))
    bench.clock.advance(59_900)
    expect(sender.channel.state).toBe('open')
    bench.clock.advance(200)
    expect(sender.isRefused('limit-transactions', 1008)).toContain('"b"')
  })
})
