/** Whoever loads the page anew leaves and enters at once; a departure is told when nobody came back within this. */
const comeBackWithinMs = 4_000

/** Departures that are not told yet. */
export class Departures {
  readonly #rooms = new Map<string, Map<string, ReturnType<typeof setTimeout>>>()

  /** Tells it unless `cameBack` is called in time. */
  expect(roomId: string, sender: string, tell: () => void): void {
    const room = this.#rooms.get(roomId) ?? new Map<string, ReturnType<typeof setTimeout>>()
    this.#rooms.set(roomId, room)
    if (room.has(sender)) return
    const told = (): void => {
      room.delete(sender)
      tell()
    }
    room.set(sender, setTimeout(told, comeBackWithinMs))
  }

  cameBack(roomId: string, sender: string): void {
    const room = this.#rooms.get(roomId)
    clearTimeout(room?.get(sender))
    room?.delete(sender)
  }

  /** Nobody is left in that room to be told. */
  forget(roomId: string): void {
    this.#rooms.get(roomId)?.forEach((timer) => clearTimeout(timer))
    this.#rooms.delete(roomId)
  }
}
