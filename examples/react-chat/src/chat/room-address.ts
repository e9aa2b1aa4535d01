export const defaultRooms = ['lobby', 'dev', 'lunch', 'music']

const maxRoomIdLength = 40

/**
 * The id of a room somebody named. A slash would change the destination, and a broker may read `*`, `?` and
 * braces in a subscription as a pattern, which would open every room at once.
 */
export function roomIdOf(name: string): string {
  const id = name
    .normalize()
    .trim()
    .replace(/[\s/\\*?{}#\p{Cc}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return Array.from(id).slice(0, maxRoomIdLength).join('')
}

export const roomLink = (roomId: string) => `#/room/${encodeURIComponent(roomId)}`

export function roomInHash(hash: string): string | undefined {
  const encoded = /^#\/room\/(.+)$/.exec(hash)?.[1]
  if (encoded === undefined) return undefined
  try {
    const roomId = roomIdOf(decodeURIComponent(encoded))
    return roomId === '' ? undefined : roomId
  } catch {
    return undefined
  }
}
