import { expect, test } from 'vitest'
import { byLogin, causes, OpenBench, send, subscribe, told, unsubscribe } from './spring/scene.ts'

/** A pattern of some 90 states. */
const dear = (n: number): string => `/sub/{x:(?:a{${n}}){2}}`

test('the expressions of one session have a bound together, and make room when they go', () => {
  const bench = new OpenBench()
  const peer = bench.connected()
  for (let n = 0; n < 10; n++) peer.writes(subscribe(dear(45), `s${n}`))
  peer.writes(unsubscribe('s0') + subscribe(dear(45), 'again'))
  peer.readsNothing()
  peer.writes(subscribe(dear(45), 'more'))
  expect(peer.isRefused('bad-destination', 1008)).toContain('with the other expressions of this session')
})

test('patterns of stars cost nothing that has to be counted', () => {
  const peer = new OpenBench().connected()
  for (let n = 0; n < 200; n++) peer.writes(subscribe(`/sub/${'*a'.repeat(100)}`, `s${n}`))
  peer.readsNothing()
})

test('selectors count too: one too many is passed over, and everything is delivered', () => {
  const bench = new OpenBench({ profile: 'spring-5.3' })
  const peer = bench.connected()
  const selector = "selector:headers.a matches '(a{45}){2}'\n"
  for (let n = 0; n < 12; n++) peer.writes(subscribe('/sub/x', `s${n}`, selector))
  peer.writes(send('/sub/x', 'hello', 'a:b\n'))
  expect(told(peer)).toEqual(['M(/sub/x, s10, hello)', 'M(/sub/x, s11, hello)'])
  expect(causes(bench).join()).toContain('too large')
})

test('a pattern with an expression hears topics that were there before, from now on', () => {
  const bench = new OpenBench()
  const [first, second] = [bench.connected(), bench.connected()]
  first.writes(subscribe('/sub/a7') + send('/sub/a7', 'early'))
  second.writes(subscribe('/sub/{x:a[0-9]}'))
  first.writes(send('/sub/a7', 'late') + send('/sub/b', 'other'))
  expect(told(second)).toEqual(['M(/sub/a7, sub-0, late)'])
  second.writes(unsubscribe())
  first.writes(send('/sub/a7', 'later'))
  expect(told(second)).toEqual([])
})

test('a session that goes takes no namesake of its id out of the registry', () => {
  const bench = new OpenBench(byLogin)
  const open = () => {
    const peer = bench.open(undefined, { sessionId: 'same' })
    peer.writes('CONNECT\naccept-version:1.2\nlogin:bob\n\n␀')
    return peer
  }
  const old = open()
  open()
  old.channel.close()
  bench.clock.settle()
  expect(bench.broker.users.get('bob')?.sessions).toHaveLength(1)
})
