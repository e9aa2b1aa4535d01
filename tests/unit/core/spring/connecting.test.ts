import { describe, expect, test } from 'vitest'
import { Bench } from '../../../support/bench.ts'
import { causes, connect, ignored, newer, send, springs, subscribe, told } from './scene.ts'

const closedWith = { code: 1002, reason: '' }

describe.each(springs)('%s', (profile) => {
  test.each([
    ['1.2,1.1,1.0', '1.2'],
    ['1.1', '1.1'],
    ['1.0', '1.0'],
    ['1.0, 1.2', '1.0'],
  ])(
    'accept-version %j is %s, and CONNECTED says that, the heart-beats, and no more [spring C01-C04 C08]',
    (offered, version) => {
      const peer = new Bench({ profile }).open()
      peer.writes(`CONNECT\naccept-version:${offered}\nreceipt:r1\nlogin:x\nhost:nope\n\n␀`)
      expect(peer.readsAll()).toEqual([`CONNECTED\nversion:${version}\nheart-beat:0,0\n\n␀`])
    },
  )

  test.each([
    ['STOMP', 'accept-version:1.2'],
    ['CONNECT', 'accept-version:1.2\nheart-beat:abc'],
    ['CONNECT', 'accept-version:1.2\nheart-beat:-1,-1'],
    ['CONNECT', 'accept-version:1.2\nheart-beat:5000,5000'],
  ])('%s with %j connects [spring C07 C09 C10 C14]', (command, headers) => {
    const peer = new Bench({ profile }).open()
    peer.writes(`${command}\n${headers}\n\n␀`)
    expect(peer.readsAll()).toEqual(['CONNECTED\nversion:1.2\nheart-beat:0,0\n\n␀'])
  })

  test('who it is stands last in CONNECTED [spring C17]', () => {
    const peer = new Bench({
      profile,
      application: (app) => app.intercept('CONNECT', ({ setUser }) => setUser({ name: 'bob' })),
    }).open()
    peer.writes(connect)
    expect(peer.readsAll()).toEqual(['CONNECTED\nversion:1.2\nheart-beat:0,0\nuser-name:bob\n\n␀'])
  })

  test.each([
    ['accept-version:2.0\n', 'CONNECT offers accept-version "2.0"; ', ' without spaces.'],
    ['accept-version: 1.2\n', 'CONNECT offers accept-version " 1.2"; ', ' without spaces.'],
    ['', 'CONNECT has no accept-version, which means 1.0; Spring never answers it.', '.'],
  ])('CONNECT with %j hears nothing, and frames behind it work [spring C05 C06]', (headers, cause, end) => {
    const bench = new Bench({ profile })
    const peer = bench.open()
    peer.writes(`CONNECT\n${headers}\n␀`)
    expect(peer.readsAll()).toEqual([])
    expect(ignored(bench)).toEqual([
      expect.objectContaining({
        command: 'CONNECT',
        cause: expect.stringContaining(cause) as string,
        mend: `Send accept-version:1.2,1.1,1.0${end}`,
      }),
    ])
    peer.writes(subscribe('/sub/x') + send('/sub/x'))
    expect(told(peer)).toEqual(['M(/sub/x, sub-0, x)'])
  })

  test.each(['a,b', '1000, 1000', ',', '0,', '1,2,3'])(
    'heart-beat %j ends the session, on any frame [spring C11-C13 §1.3]',
    (value) => {
      const peer = new Bench({ profile }).open()
      peer.writes(`CONNECT\naccept-version:1.2\nheart-beat:${value}\n\n␀`)
      expect(told(peer)).toEqual([expect.stringMatching(/^E\(/)])
      expect(peer.channel.closing).toEqual(closedWith)
      const later = new Bench({ profile }).connected()
      later.writes(send('/sub/a', 'x', `heart-beat:${value}\n`))
      expect(told(later)).toEqual([expect.stringMatching(/^E\(/)])
      expect(later.channel.closing).toEqual(closedWith)
    },
  )

  test('CONNECT that is refused takes the rest of its message with it [spring C26]', () => {
    const bench = new Bench({
      profile,
      application(app) {
        app.intercept('CONNECT', () => {
          throw new Error('x')
        })
        app.subscribe('/init', () => 'answer')
      },
    })
    const peer = bench.open()
    peer.writes(connect + subscribe('/pub/init'))
    expect(told(peer)).toEqual([expect.stringMatching(/^E\(Failed to send message/)])
  })

  test('CONNECT and SUBSCRIBE in one message are both answered, in order [spring C27]', () => {
    const bench = new Bench({ profile, application: (app) => void app.subscribe('/init', () => 'answer') })
    const peer = bench.open()
    peer.writes(connect + subscribe('/pub/init'))
    peer.reads(/^CONNECTED\n/)
    expect(told(peer)).toEqual(['M(/pub/init, sub-0, answer)'])
  })

  test('SockJS says no more h once CONNECTED promises beats [spring §1.14]', () => {
    const calls: string[] = []
    const connectedWith = (sendMs: number, receiveMs: number, headers: string) => {
      const bench = new Bench({ profile, heartBeat: { sendMs, receiveMs } })
      const peer = bench.open((connection) =>
        Object.assign(connection, { disableHeartBeat: () => calls.push(`${sendMs},${receiveMs}`) }),
      )
      peer.writes(`CONNECT\n${headers}\n\n␀`)
    }
    connectedWith(0, 0, 'accept-version:1.2')
    connectedWith(500, 0, 'accept-version:1.2')
    connectedWith(500, 700, 'accept-version:1.2\nheart-beat:0,0')
    // It was never sent.
    connectedWith(600, 600, 'accept-version:2.0')
    expect(calls).toEqual(['500,700'])
  })
})

test.each([
  ['spring-6.2', 'a,b', 'Error at index 0 in: "a"'],
  ['spring-7.0', '1000, 1000', 'Error at index 0 in: " 1000"'],
  ['spring-5.3', 'a,b', 'For input string: "a"'],
  ['spring-6.2', ',', ''],
] as const)('%s: heart-beat %j, in its own words [spring C11-C13]', (profile, value, text) => {
  const peer = new Bench({ profile }).open()
  peer.writes(`CONNECT\naccept-version:1.2\nheart-beat:${value}\n\n␀`)
  expect(peer.readsAll()).toEqual([`ERROR\nmessage:${text.replaceAll(':', '\\c')}\ncontent-length:0\n\n␀`])
})

const early = ['\n', subscribe('/sub/x'), send('/sub/x'), 'DISCONNECT\nreceipt:1\n\n␀', 'ACK\nid:1\n\n␀']

describe.each(newer)('%s: before CONNECT and again', (profile) => {
  test.each(early)('%j before CONNECT: Unknown session, by its id [spring C19-C22]', (frame) => {
    const bench = new Bench({ profile })
    const reader = bench.connected()
    reader.writes(subscribe('/sub/x'))
    const peer = bench.open(undefined, { sessionId: 'abc-1' })
    peer.writes(frame)
    expect(peer.readsAll()).toEqual(['ERROR\nmessage:Unknown session\\c abc-1\ncontent-length:0\n\n␀'])
    expect(peer.channel.closing).toEqual(closedWith)
    expect(reader.readsAll()).toEqual([])
  })

  test.each(['', 'DISCONNECT\nreceipt:1\n\n␀'])(
    'a second CONNECT, after %j: Session already exists [spring C18 D22]',
    (between) => {
      const peer = new Bench({ profile }).connected()
      peer.writes(between)
      peer.readsAll()
      peer.writes(connect)
      expect(peer.readsAll()).toEqual(['ERROR\nmessage:Session already exists\ncontent-length:0\n\n␀'])
      expect(peer.channel.closing).toEqual(closedWith)
    },
  )
})

describe('spring-5.3: before CONNECT and again', () => {
  const profile = 'spring-5.3'

  test('a heart-beat is nothing [spring C19]', () => {
    const bench = new Bench({ profile })
    const peer = bench.open()
    peer.writes('\n')
    expect([peer.readsAll(), causes(bench)]).toEqual([[], []])
  })

  test('SUBSCRIBE is kept, and delivers from CONNECT on [spring C20]', () => {
    const bench = new Bench({ profile })
    const peer = bench.open()
    peer.writes(subscribe('/sub/x'))
    bench.broker.template.convertAndSend('/sub/x', 'lost')
    bench.clock.settle()
    peer.writes(connect + send('/sub/x', 'found'))
    peer.reads(/^CONNECTED\n/)
    expect(told(peer)).toEqual(['M(/sub/x, sub-0, found)'])
    expect(causes(bench)).toEqual([
      'SUBSCRIBE before CONNECT is taken all the same; newer Spring answers it with ERROR.',
    ])
  })

  test('SEND is routed, to topics and to the application [spring C21]', () => {
    const handled: unknown[] = []
    const bench = new Bench({
      profile,
      application: (app) => app.message('/x', ({ body }) => void handled.push(body)),
    })
    const reader = bench.connected()
    reader.writes(subscribe('/sub/x'))
    bench.open().writes(send('/sub/x') + send('/pub/x', '1'))
    expect([told(reader), handled]).toEqual([['M(/sub/x, sub-0, x)'], [1]])
  })

  test('DISCONNECT is answered, and CONNECT still works [spring C22]', () => {
    const peer = new Bench({ profile }).open()
    peer.writes(`DISCONNECT\nreceipt:1\n\n␀${connect}`)
    expect(peer.readsAll()).toEqual([
      'RECEIPT\nreceipt-id:1\n\n␀',
      'CONNECTED\nversion:1.2\nheart-beat:0,0\n\n␀',
    ])
  })

  test('a second CONNECT is passed over; the session goes on as it was [spring C18]', () => {
    const bench = new Bench({ profile })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/x') + connect + send('/sub/x'))
    expect(told(peer)).toEqual(['M(/sub/x, sub-0, x)'])
    expect(ignored(bench)).toEqual([
      expect.objectContaining({
        command: 'CONNECT',
        cause: 'This session is already connected; CONNECT comes once.',
        mend: 'Send CONNECT once; newer Spring answers with ERROR.',
      }),
    ])
  })

  test('CONNECT after DISCONNECT starts over, without what was there before [spring §1.10]', () => {
    const bench = new Bench({ profile })
    const peer = bench.connected()
    peer.writes(`${subscribe('/sub/x')}DISCONNECT\nreceipt:1\n\n␀${connect}${send('/sub/x', 'lost')}`)
    peer.writes(subscribe('/sub/x') + send('/sub/x', 'found'))
    peer.reads('RECEIPT\nreceipt-id:1\n\n␀')
    peer.reads(/^CONNECTED\n/)
    expect(told(peer)).toEqual(['M(/sub/x, sub-0, found)'])
  })
})
