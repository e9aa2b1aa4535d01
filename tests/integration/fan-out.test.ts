import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { type Broker, createBroker } from '@stompbox/broker'
import { type Door, doors, SlowReader } from '../support/slow-reader.ts'

/** Of one group after the other some pause, so that each of them is slow once and quick otherwise. */
const groups = 3
const perGroup = 12
const slowPerGroup = 4
const perRound = { websocket: 1_000, sockjs: 300, tcp: 300 }

const write = Reflect.get(Socket.prototype, 'write')
let broker: Broker
let readers: SlowReader[][] = []

afterEach(async () => {
  Reflect.deleteProperty(Socket.prototype, 'write')
  for (const { socket } of readers.flat()) socket.destroy()
  readers = []
  await broker.close()
})

/** Sockets of the broker that kept what was written, since the last time this was emptied; and how often in all. */
class Keepers {
  readonly sockets = new Set<Socket>()
  givenUp = 0

  /** @param port of the broker's ends. */
  watch(port: number): void {
    const noted = (socket: Socket): void => {
      if (socket.writableLength === 0 || socket.localPort !== port) return
      this.givenUp++
      this.sockets.add(socket)
    }
    Socket.prototype.write = function (this: Socket, ...given: Parameters<Socket['write']>) {
      const isTaken = Reflect.apply(write, this, given)
      noted(this)
      return isTaken
    } as Socket['write']
  }
}

/** Nobody is cut, however slow. */
const limits = {
  maxUnsentBytes: Number.MAX_SAFE_INTEGER,
  unsentTimeoutMs: Infinity,
  maxUnsentPercent: 100,
  cutReadersPercent: 100,
  maxLoopDelayMs: 60_000,
}

async function opens(door: Door): Promise<number> {
  broker = createBroker({ limits })
  const options = { port: 0, host: '127.0.0.1' }
  const { port } = await (door === 'tcp' ? broker.listenTcp(options) : broker.listen(options))
  readers = await Promise.all(Array.from({ length: groups }, (_, group) => opensGroup(port, door, group)))
  return port
}

const opensGroup = (port: number, door: Door, group: number): Promise<SlowReader[]> =>
  Promise.all(
    Array.from({ length: perGroup }, (_, n) =>
      SlowReader.open(port, door, {
        [ownId(group, n)]: '/sub/a',
        ...(n < slowPerGroup && { [`pad-${n}`]: `/sub/pad/${group}` }),
      }),
    ),
  )

/** All as long as each other, so that one array serves all. */
const ownId = (group: number, n: number): string => `sub-${100 * (group + 1) + n}`

test.each(doors)(
  'over %s everybody hears everything under their own id, once, in order, while some read nothing',
  async (door) => {
    const keepers = new Keepers()
    keepers.watch(await opens(door))
    const { convertAndSend } = broker.template
    let sent = 0
    for (const [group, all] of readers.entries()) {
      const slow = all.slice(0, slowPerGroup)
      for (const { socket } of slow) socket.pause()
      keepers.sockets.clear()
      let padding = 0
      while (keepers.sockets.size < slowPerGroup) {
        convertAndSend(`/sub/pad/${group}`, `${'x'.repeat(250_000)}#${++padding}#`)
        await turn()
      }
      for (const until = sent + perRound[door]; sent < until;) {
        for (let count = 1 + (sent % 3); count > 0; count--) {
          convertAndSend('/sub/a', `#${++sent}#`)
        }
        await turn()
      }
      for (const { socket } of slow) socket.resume()
      await Promise.all(slow.map((reader, n) => reader.until(`pad-${n}`, padding)))
      await Promise.all(
        readers.flatMap((every, of) => every.map((reader, n) => reader.until(ownId(of, n), sent))),
      )
      expect(readers.flat().flatMap(({ faults }) => faults.slice(0, 3))).toEqual([])
    }
    const heard = readers.flatMap((all, group) => all.map((reader, n) => reader.heard(ownId(group, n))))
    expect(new Set(heard)).toEqual(new Set([sent]))
    expect(sent).toBeGreaterThanOrEqual(groups * perRound[door])
    expect(keepers.givenUp, 'arrays that a socket kept').toBeGreaterThan(1_000)
  },
)
