import { describe, expect, test } from 'vitest'
import { Bench } from '../../support/bench.ts'

describe('connecting', () => {
  test('the highest common version is taken, unknown tokens are no error [C14]', () => {
    const bench = new Bench()
    const peer = bench.open()
    peer.writes('CONNECT\naccept-version:1.0,1.1,2.0\nhost:anything\n\n␀')
    expect(peer.reads()).toMatch(
      /^CONNECTED\nversion:1\.1\nsession:[0-9a-f]{32}\nserver:stompbox\/\d.*\nheart-beat:10000,10000\n\n␀$/,
    )
  })

  test('STOMP connects like CONNECT [C1]', () => {
    const peer = new Bench().open()
    peer.writes('STOMP\naccept-version:1.2\n\n␀')
    peer.reads(/^CONNECTED\nversion:1\.2\n/)
  })

  test('no accept-version means 1.0, and 1.0 has no heart-beats [C12 B11]', () => {
    const peer = new Bench().open()
    peer.writes('CONNECT\nlogin:kim\n\n␀')
    expect(peer.reads(/^CONNECTED\nversion:1\.0\n/)).not.toContain('heart-beat')
  })

  test('without a common version: ERROR lists what is spoken, then close [C15]', () => {
    const peer = new Bench().open()
    peer.writes('CONNECT\naccept-version:9.9\n\n␀')
    expect(peer.isRefused('version', 1002)).toContain('version:1.0,1.1,1.2\n')
  })

  test.each([
    'SEND\ndestination:/sub/a',
    'SUBSCRIBE\nid:0\ndestination:/sub/a',
    'UNSUBSCRIBE\nid:0',
    'DISCONNECT',
    'ACK\nid:1',
    'BEGIN\ntransaction:t',
  ])('before CONNECT nothing is done: %j [hostile T1]', (frame) => {
    const bench = new Bench()
    const peer = bench.open()
    peer.writes(`${frame}\n\n␀`)
    peer.isRefused('not-connected', 1002)
    expect(bench.told).toEqual(['refused not-connected', 'disconnected'])
  })

  test('a second CONNECT [hostile T3]', () => {
    const peer = new Bench().connected()
    peer.writes('CONNECT\naccept-version:1.2\n\n␀')
    peer.isRefused('bad-state', 1002)
  })

  test('receipt on CONNECT is ignored [H13]', () => {
    const peer = new Bench().open()
    peer.writes('CONNECT\naccept-version:1.2\nreceipt:r\n\n␀')
    peer.reads(/^CONNECTED/)
    peer.readsNothing()
  })

  test('silence instead of CONNECT is ended at its deadline, not before', () => {
    const bench = new Bench()
    const peer = bench.open()
    peer.writes('\n')
    bench.clock.advance(9_900)
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(300)
    peer.isRefused('connect-timeout', 4004)
  })

  test('frames behind CONNECT in the same chunk are read at the version it chose', () => {
    const bench = new Bench()
    const peer = bench.open()
    peer.writes(
      'CONNECT\naccept-version:1.1\n\n␀SUBSCRIBE\nid:a\\cb\ndestination:/sub/x\n\n␀SEND\ndestination:/sub/x\n\nhi␀',
    )
    peer.reads(/^CONNECTED/)
    peer.reads(/^MESSAGE\ndestination:\/sub\/x\nmessage-id:\S+\nsubscription:a\\cb\ncontent-length:2\n\nhi␀$/)
  })
})

describe('heart-beats', () => {
  test.each(['x,y', '5', '-1,5', '1,2,3', '99999999999,0', '', '1, 2'])(
    'malformed: %j [hostile T9]',
    (value) => {
      const peer = new Bench().open()
      peer.writes(`CONNECT\naccept-version:1.2\nheart-beat:${value}\n\n␀`)
      peer.isRefused('bad-header', 1002)
    },
  )

  test('a quiet broker keeps its promise: never a longer gap than MAX(sx, cy) [B5 B6 B7]', () => {
    const bench = new Bench()
    const peer = bench.connected('accept-version:1.2\nheart-beat:0,20000')
    for (let second = 0; second < 60; second++) bench.clock.advance(1_000)
    expect(peer.readsAll()).toEqual(['\n', '\n', '\n'])
  })

  test('data counts as a beat', () => {
    const bench = new Bench()
    const peer = bench.connected('accept-version:1.2\nheart-beat:0,10000')
    for (let round = 0; round < 10; round++) {
      bench.clock.advance(5_000)
      peer.writes('SUBSCRIBE\nid:a\ndestination:/sub/a\nreceipt:r\n\n␀UNSUBSCRIBE\nid:a\n\n␀')
    }
    expect(new Set(peer.readsAll())).toEqual(new Set(['RECEIPT\nreceipt-id:r\n\n␀']))
  })

  test('0 on either side means none [B3 B4]', () => {
    const bench = new Bench()
    const peer = bench.connected('accept-version:1.2\nheart-beat:0,0')
    bench.clock.advance(120_000)
    peer.readsNothing()
  })

  test('a client that promised and is silent is ended at twice its interval [B9 B10, hostile T11]', () => {
    const bench = new Bench()
    const peer = bench.connected('accept-version:1.2\nheart-beat:5000,0')
    bench.clock.advance(19_900)
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(300)
    peer.isRefused('heart-beat', 4002)
  })

  test('any byte proves life, half a frame too [B8]', () => {
    const bench = new Bench()
    const peer = bench.connected('accept-version:1.2\nheart-beat:10000,0')
    for (let round = 0; round < 10; round++) {
      bench.clock.advance(15_000)
      peer.writes(round % 2 === 0 ? 'SEND\ndestination:/sub/a\n' : '\nx␀')
    }
    expect(peer.channel.state).toBe('open')
  })
})

describe('receipts and the end', () => {
  test.each(['SUBSCRIBE\nid:0\ndestination:/sub/a', 'SEND\ndestination:/sub/a'])(
    'RECEIPT for %j [R1 R2 R6]',
    (frame) => {
      const peer = new Bench().connected()
      peer.writes(`${frame}\nreceipt:r-1\\c2\n\n␀`)
      peer.reads('RECEIPT\nreceipt-id:r-1\\c2\n\n␀')
    },
  )

  test('DISCONNECT: RECEIPT, then a normal close; what follows is not read [D1 D2, hostile T33]', () => {
    const bench = new Bench()
    const peer = bench.connected()
    peer.writes('DISCONNECT\nreceipt:bye\n\n␀SEND\ndestination:/nowhere\n\n␀')
    peer.reads('RECEIPT\nreceipt-id:bye\n\n␀')
    expect(peer.channel.closing?.code).toBe(1000)
    expect(bench.told).toEqual(['connected', 'disconnected'])
  })

  test('ERROR carries receipt-id when the frame had a receipt [X3]', () => {
    const peer = new Bench().connected()
    peer.writes('SEND\ndestination:/nowhere/x\nreceipt:r\n\n␀')
    expect(peer.isRefused('bad-destination', 1008)).toContain('\nreceipt-id:r\n')
  })

  test('receipts come in the order they were asked for', () => {
    const peer = new Bench().connected()
    peer.writes([1, 2, 3].map((n) => `SEND\ndestination:/sub/a\nreceipt:${n}\n\n␀`).join(''))
    expect(peer.readsAll()).toEqual([1, 2, 3].map((n) => `RECEIPT\nreceipt-id:${n}\n\n␀`))
  })

  test.each([
    ['ACK\nid:1', 'unknown-id'],
    ['NACK\nid:1', 'unknown-id'],
    ['BEGIN', 'bad-header'],
    ['COMMIT\ntransaction:t', 'unknown-id'],
    ['ABORT\ntransaction:t', 'unknown-id'],
  ])('ERROR names the frame that was refused, and its receipt: %j [X3]', (frame, code) => {
    const bench = new Bench()
    const peer = bench.connected()
    peer.writes(`${frame}\nreceipt:r\n\n␀`)
    const error = peer.isRefused(code, code === 'bad-header' ? 1002 : 1008)
    expect(error).toContain(`\ncommand:${frame.split('\n')[0]}\n`)
    expect(error).toContain('\nreceipt-id:r\n')
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'refused', command: frame.split('\n')[0] }),
    )
  })

  test('closing the broker ends every session with 1001 after what was accepted', async () => {
    const bench = new Bench()
    const peer = bench.connected()
    peer.writes('SUBSCRIBE\nid:0\ndestination:/sub/a\n\n␀')
    peer.push('SEND\ndestination:/sub/a\n\nlast␀')
    await bench.broker.close()
    peer.reads(/^MESSAGE[\s\S]*last␀$/)
    peer.isRefused('draining', 1001)
  })

  test('who comes while the broker closes is sent away', async () => {
    const bench = new Bench()
    await bench.broker.close()
    bench.open().isRefused('draining', 1001)
  })

  test('many frames in one chunk leave the others their turn [hostile F38]', () => {
    const bench = new Bench()
    const peer = bench.connected()
    peer.push('SEND\ndestination:/sub/a\nreceipt:r\n\n␀'.repeat(1_000))
    expect(bench.clock.turn()).toBe(true)
    const afterOneTurn = peer.readsAll().length
    expect(afterOneTurn).toBeGreaterThan(0)
    expect(afterOneTurn).toBeLessThan(1_000)
    bench.clock.settle()
    expect(peer.readsAll().length + afterOneTurn).toBe(1_000)
  })

  test('half a frame, then gone: no effect [hostile F39]', () => {
    const bench = new Bench()
    const reader = bench.connected()
    reader.writes('SUBSCRIBE\nid:0\ndestination:/sub/a\n\n␀')
    const peer = bench.connected()
    peer.writes('SEND\ndestination:/sub/a\n\nhal')
    peer.channel.close(1006)
    expect(bench.events.at(-1)).toMatchObject({ type: 'disconnected', by: 'network', code: 1006 })
    reader.readsNothing()
  })
})
