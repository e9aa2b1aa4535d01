export const defaultRooms = ['lobby', 'dev', 'lunch', 'music']

const maxRoomIdLength = 40

/**
 * The id of a room somebody named. The broker sends to the id as it is in a message, so nothing may be left in it that a destination
 * has to encode: separators, wildcards, what hides or turns text.
 */
export function roomIdOf(name: string): string {
  const id = name
    .normalize()
    .replace(/[\s\p{Cc}\p{Cs}/\\*?{}#%>,:\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, '-')
    .replace(/^[-.]+/, '')
  return Array.from(id)
    .slice(0, maxRoomIdLength)
    .join('')
    .replace(/[-.]+$/, '')
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
