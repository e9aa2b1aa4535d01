import { Bench, type Peer } from '../../support/bench.ts'

export const subscribe = (destination = '/sub/a', id = 'sub-0', headers = '') =>
  `SUBSCRIBE\nid:${id}\ndestination:${destination}\n${headers}\n␀`
export const unsubscribe = (receipt: string, id = 'sub-0') => `UNSUBSCRIBE\nid:${id}\nreceipt:${receipt}\n\n␀`
export const send = (body: string, destination = '/sub/a', headers = '') =>
  `SEND\ndestination:${destination}\n${headers}\n${body}␀`
/** A frame that asks for a RECEIPT and touches no topic. */
export const ask = (receipt: string) => send('', '/queue/nobody', `receipt:${receipt}\n`)

/** More than two slices of 256 writes. */
export const many = 600

/** When something happens to a topic for which a message waits, and in how many turns' time that is. */
export const moments = [
  { moment: 'a small topic', members: 3, turns: 0 },
  { moment: 'a large topic before its first slice', members: many, turns: 0 },
  { moment: 'a large topic between two slices', members: many, turns: 1 },
] as const

/** Who was served by the first slice, and who has to wait for the last. */
export const ends = ['first', 'last'] as const
export const at = <Item>(end: (typeof ends)[number], items: readonly Item[]): Item =>
  items.at(end === 'first' ? 0 : -1)!

export class Scene extends Bench {
  readonly publisher: Peer
  readonly members: readonly Peer[]

  constructor(members: number, config: ConstructorParameters<typeof Bench>[0] = {}, headers?: string) {
    super({ ...config, limits: { maxNewSessionsPerSecond: 10_000, ...config.limits } })
    this.publisher = this.connected()
    this.members = Array.from({ length: members }, () => this.joined('/sub/a', headers))
    this.clock.settle()
  }

  joined(destination: string, headers?: string): Peer {
    const peer = this.connected()
    peer.push(subscribe(destination, 'sub-0', headers))
    return peer
  }

  /** Ends so many turns. */
  turns(count: number): void {
    for (let turn = 0; turn < count; turn++) this.clock.turn()
  }

  /** What they have heard and nobody has looked at: one for each way it differs, so one if all goes well. */
  heardBy(which: (peer: Peer, index: number) => boolean): string[][] {
    return [...new Set(this.members.filter(which).map((peer) => heard(peer).join()))].map((all) =>
      all.split(','),
    )
  }
}

/** Bodies of messages, and what else there is by its name, in the order they came. */
export const heard = (peer: Peer): string[] => peer.readsAll().map(shortly)

export function shortly(frame: string): string {
  if (frame === '\n') return 'beat'
  const [command, first = ''] = frame.split('\n')
  if (command === 'RECEIPT') return `RECEIPT ${first.slice('receipt-id:'.length)}`
  return command === 'MESSAGE' ? frame.slice(frame.indexOf('\n\n') + 2).replace('␀', '') : command!
}
