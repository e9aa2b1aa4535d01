import type { OutgoingLine } from './outgoing-line.ts'

type Key = 'name' | 'language' | 'transport'

/** Where somebody was when the page was loaded anew. */
interface Visit {
  readonly name: string
  readonly rooms: readonly { readonly id: string; readonly draft: string }[]
}

const visitKey = 'stompbox.visit'

export const recall = (key: Key): string | undefined =>
  tried(() => localStorage.getItem(`stompbox.${key}`)) ?? undefined

export const remember = (key: Key, value: string): void =>
  tried(() => localStorage.setItem(`stompbox.${key}`, value))

/** For as long as the tab is open, and in no other. */
export const rememberVisit = (visit: Visit): void =>
  tried(() => sessionStorage.setItem(visitKey, JSON.stringify(visit)))

export const forgetVisit = (): void => tried(() => sessionStorage.removeItem(visitKey))

export const recallVisit = (): Visit | undefined =>
  tried(() => (JSON.parse(sessionStorage.getItem(visitKey) ?? 'null') as Visit | null) ?? undefined)

/** What waits to be sent or heard back, as long as the tab is open: of one room, and said under one name. */
export const rememberLines = (roomId: string, sender: string, lines: readonly OutgoingLine[]): void =>
  tried(() => sessionStorage.setItem(linesKey(roomId, sender), JSON.stringify(lines)))

export const recallLines = (roomId: string, sender: string): readonly OutgoingLine[] =>
  tried(
    () => JSON.parse(sessionStorage.getItem(linesKey(roomId, sender)) ?? '[]') as readonly OutgoingLine[],
  ) ?? []

const linesKey = (roomId: string, sender: string): string =>
  `stompbox.outgoing ${JSON.stringify([roomId, sender])}`

// A browser may deny storage altogether; then nothing is remembered and everything still works.
function tried<T>(use: () => T): T | undefined {
  try {
    return use()
  } catch {
    return undefined
  }
}
