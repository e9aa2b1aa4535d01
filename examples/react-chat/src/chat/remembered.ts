type Key = 'name' | 'language' | 'transport'

// A browser may deny storage altogether; then nothing is remembered and everything still works.
export function recall(key: Key): string | undefined {
  try {
    return localStorage.getItem(`stompbox.${key}`) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(key: Key, value: string): void {
  try {
    localStorage.setItem(`stompbox.${key}`, value)
  } catch {
    return
  }
}
