import type { Group } from '../load/plan.ts'
import type { Dialect, MemberWish, PublishWish } from '../peers/peer.ts'

type Shape = Omit<
  Group,
  'transport' | 'path' | 'publisherPath' | 'member' | 'publisher' | 'publish' | 'own' | 'answers'
>

export interface GroupWish extends Partial<Shape>, Partial<Omit<PublishWish, 'hasReceipt'>> {
  readonly membersPerRoom: number
  readonly transport?: Group['transport']
  readonly wish?: MemberWish
}

/** The same load in the words of a peer: one room, one publisher and 100 bytes unless wished otherwise. */
export function group(dialect: Dialect, asked: GroupWish): Group {
  const { wish, bodyBytes = 100, throughHandler = false, transport = 'websocket', ...shape } = asked
  const hasReceipt = shape.hasReceipts ?? false
  const own = dialect.own?.(wish)
  return {
    name: 'room',
    ...pathsOf(dialect, transport),
    firstRoom: 1,
    rooms: 1,
    publishers: shape.load === undefined ? 0 : 1,
    member: dialect.member(wish),
    publisher: dialect.publisher(),
    ...shape,
    ...(shape.load && { publish: dialect.publish({ bodyBytes, throughHandler, hasReceipt }) }),
    ...(own !== undefined && { own }),
    ...(dialect.answers && { answers: dialect.answers }),
  }
}

/** @throws Error when there is no streaming over HTTP */
function pathsOf(
  { path, streamingPath }: Dialect,
  transport: Group['transport'],
): Pick<Group, 'transport' | 'path' | 'publisherPath'> {
  if (transport === 'websocket') return { transport, path }
  if (streamingPath === undefined) throw new Error(`There is no ${transport} beside ${path}.`)
  return { transport, path: streamingPath, publisherPath: path }
}

/** Whoever speaks STOMP says these so. */
export const acknowledge = (every: number): NonNullable<Group['acknowledge']> => ({
  text: 'ACK\nid:{ack}\n\n\0',
  every,
})

export const heartBeat = (everyMs: number): NonNullable<Group['beat']> => ({ text: '\n', everyMs })
