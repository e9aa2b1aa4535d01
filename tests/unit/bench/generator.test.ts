import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { compile } from '../../bench/load/compile.ts'
import { generate, generateTogether, Generator } from '../../bench/load/generator.ts'
import type { Group, GroupResult, Result } from '../../bench/load/plan.ts'
import { type Fault, RoomServer } from './room-server.ts'

const missing = compile('wsload')
/** What is lost is waited for five seconds before it is called so. */
const timeoutMs = 30_000
const noFaults = { lost: 0, repeated: 0, outOfOrder: 0, foreign: 0 }

interface Run extends GroupResult {
  readonly server: RoomServer
  readonly whole: Result
}

/** The result of the first group. */
async function run(groups: readonly Partial<Group>[], deliver?: Fault): Promise<Run> {
  await using server = await RoomServer.listen()
  if (deliver) server.deliver = deliver
  const whole = await generate(server.plan(groups))
  return { ...whole.groups[0]!, server, whole }
}

/** Something else for the tenth delivery of the first member. */
function tenth(change: Fault): Fault {
  let deliveries = 0
  return (text, send, socket) => (++deliveries === 10 ? change(text, send, socket) : send(text))
}

const besides = (change: (text: string) => string): Fault =>
  tenth((text, send) => {
    send(text)
    send(change(text))
  })

/** The tenth behind the eleventh. */
function swapped(): Fault {
  const kept: string[] = []
  let deliveries = 0
  return (text, send) => {
    if (++deliveries === 10) kept.push(text)
    else send(text)
    if (deliveries === 11) send(kept.pop()!)
  }
}

/** Every frame in pieces of a few bytes, so that headers and marks are cut. */
function inPieces(): Fault {
  const bytes: number[] = []
  const push = (socket: WebSocket): void => {
    ;(socket as unknown as { _socket: Socket })._socket.write(Buffer.from(bytes.splice(0, 7)))
    if (bytes.length > 0) setImmediate(push, socket)
  }
  return (text, _, socket) => {
    const isIdle = bytes.length === 0
    bytes.push(0x81, text.length, ...Buffer.from(text))
    if (isIdle) push(socket)
  }
}

describe.skipIf(missing !== undefined)(`the load generator${missing ? `: ${missing}` : ''}`, () => {
  const faults: [string, Fault, Partial<typeof noFaults>][] = [
    ['repeated', besides((text) => text), { repeated: 1 }],
    ['lost', tenth(() => {}), { lost: 1 }],
    ['swapped', swapped(), { outOfOrder: 1 }],
    ['sent into another room', besides((text) => text.replace('#0001', '#0002')), { foreign: 1 }],
    ['sent that nobody published', besides((text) => text.replace(/\d{8}$/, '99999999')), { foreign: 1 }],
    ['with a wrong id', tenth((text, send) => send(text.replace(/\d{5} #/, '99999 #'))), { foreign: 1 }],
    ['in pieces', inPieces(), {}],
  ]

  test.concurrent.each(faults)('a delivery %s', { timeout: timeoutMs }, async (_, fault, expected) => {
    const { faults, deliveries } = await run([{ publishers: 1 }], fault)
    expect(faults).toEqual({ ...noFaults, ...expected })
    expect(deliveries).toBeGreaterThan(10)
  })

  test('a server without a fault has none', async () => {
    const { faults, published, receipts, completionMs, deliveryMs, ...group } = await run([{ rooms: 3 }])
    expect(faults).toEqual(noFaults)
    expect(Math.min(published, receipts)).toBeGreaterThan(0)
    expect(deliveryMs.p50).toBeGreaterThan(0)
    expect(deliveryMs.p50).toBeLessThanOrEqual(deliveryMs.max)
    expect(deliveryMs.max).toBe(completionMs.max)
    expect(group.cutConnections).toBe(0)
    expect(group.whole.cpuUs).toBeGreaterThan(0)
    expect(group.whole.emptyPolls).toBeLessThan(group.whole.polls)
  })

  test('the 99th percentile is told of each second', async () => {
    await using server = await RoomServer.listen()
    const { groups } = await generate({ ...server.plan([{ rooms: 3 }]), measureSeconds: 2.5 })
    const { secondP99Ms, deliveryMs } = groups[0]!
    expect(secondP99Ms).toHaveLength(2)
    for (const p99 of secondP99Ms) {
      expect(p99).toBeGreaterThan(0)
      expect(p99).toBeLessThanOrEqual(deliveryMs.max)
    }
  })

  test('on a schedule, no more is published than is due', async () => {
    const startMs = performance.now()
    const { published, faults } = await run([{ load: { perSecond: 100 } }])
    expect(published).toBeGreaterThan(0)
    expect(published).toBeLessThanOrEqual((performance.now() - startMs) / 10)
    expect(faults).toEqual(noFaults)
  })

  test('two take turns: while it is one’s, the other says nothing, and does not catch up on its schedule', async () => {
    await using one = await RoomServer.listen()
    await using other = await RoomServer.listen()
    const heard: RoomServer[] = []
    const plans = [one, other].map((server, index) => {
      server.deliver = (text, send) => {
        if (heard.at(-1) !== server) heard.push(server)
        send(text)
      }
      const turns = { ms: 50, isSecond: index === 1 }
      return { ...server.plan([{ load: { perSecond: 400 } }]), measureSeconds: 1, turns }
    })
    const results = await generateTogether(plans)
    for (const { groups } of results) {
      expect(groups[0]!.faults).toEqual(noFaults)
      expect(groups[0]!.published).toBeGreaterThan(20)
      expect(groups[0]!.published).toBeLessThan(300)
    }
    expect(heard.length, 'once for each turn, and some for what a busy machine brings late').toBeLessThan(60)
  })

  test('a room that two groups share is heard by both', async () => {
    const { whole } = await run([
      { rooms: 2 },
      { name: 'others', firstRoom: 2, membersPerRoom: 1, hasReceipts: true },
    ])
    expect(whole.groups.map((group) => group.faults)).toEqual([noFaults, noFaults])
    const [room, others] = whole.groups as [GroupResult, GroupResult]
    expect(others.deliveries).toBeGreaterThan(others.published)
    expect(room.deliveries).toBeGreaterThan(0)
  })

  test('whoever is cut has lost nothing, and the loop goes on', async () => {
    const { faults, cutConnections, published } = await run(
      [{}],
      tenth((_, __, socket) => socket.terminate()),
    )
    expect({ faults, cutConnections }).toEqual({ faults: noFaults, cutConnections: 1 })
    expect(published).toBeGreaterThan(20)
  })

  test('whoever stops reading is not waited for', async () => {
    const { faults, published, deliveries } = await run([{ membersPerRoom: 4, stalledPercent: 50 }])
    expect(faults).toEqual(noFaults)
    expect(deliveries).toBeLessThanOrEqual(2 * (published + 4))
  })

  test('a storm comes back', async () => {
    const stormy = { name: 'storm', stormAfterSeconds: 0.05, publishers: 0, load: { inFlight: 0 } }
    const { server, whole } = await run([{}, stormy])
    expect(whole.groups.map((group) => group.faults)).toEqual([noFaults, noFaults])
    expect(whole.groups[1]!.stormMs).toBeGreaterThan(0)
    expect(server.sockets).toHaveLength(5 + 3 + 3)
  })

  test('silent rooms are fenced by a ping', async () => {
    const { fencedMs, published, deliveries } = await run([
      { membersPerRoom: 0, load: { perSecond: 1_000 }, hasReceipts: false },
    ])
    expect(published).toBeGreaterThan(0)
    expect(deliveries).toBe(0)
    expect(fencedMs).toBeGreaterThan(0)
  })

  test('acknowledges, beats and answers in the words of the plan', async () => {
    const { server } = await run(
      [
        {
          acknowledge: { text: 'took {ack} of {id}', every: 2 },
          beat: { text: 'beat', everyMs: 20 },
          answers: [['are you there?', 'yes']],
        },
      ],
      (text, send) => {
        send('are you there?')
        send(text)
      },
    )
    expect(new Set(server.heard)).toEqual(
      new Set(['took v-00000 of 00000', 'took v-00001 of 00001', 'took v-00002 of 00002', 'beat', 'yes']),
    )
  })

  test('what the server says to a connection that cannot open is told', async () => {
    await using server = await RoomServer.listen()
    const plan = server.plan([{ member: [{ say: 'close', until: 'never' }] }])
    const generator = Generator.start(plan)
    await expect(generator.ready()).rejects.toThrow(
      'closed the WebSocket with 1008; the server said: not you',
    )
    await generator.end()
  })

  test.each([
    ['no port', { port: 0 }, {}, '0 is no port'],
    ['a loop nobody closes', {}, { membersPerRoom: 0, hasReceipts: false }, 'nobody is waited for'],
    ['no mark', {}, { publish: 'say' }, 'no {mark} in what is published'],
    ['a room too many', {}, { firstRoom: 9_999, rooms: 2 }, 'room 10000 is past the last'],
    ['no path', {}, { path: '' }, 'path must begin with /'],
  ])('a plan with %s is refused', async (_, plan, group, reason) => {
    await using server = await RoomServer.listen()
    await expect(generate({ ...server.plan([group]), ...plan })).rejects.toThrow(reason)
  })
})
