/** What every message is, whoever brings it. */
export interface ChatMessage {
  readonly type: string
  readonly roomId: string
  readonly sender: string
  readonly message: string
  readonly count: number
}

export interface Figures {
  readonly messagesPerSecond: number
  readonly cpuUsPerMessage: number
}

const warmUpMs = 1_000
const measuredMs = 2_000
/** Looking at the clock costs something too. */
const messagesBetweenLooks = 256

/** Where the server is, for a client started with that as its argument. */
export const port = Number(process.argv[2])

let messages = 0
let sum = 0
let startedMs: number | undefined
let before: { atMs: number; messages: number; cpuUs: number } | undefined

/** To be called with each message, parsed. Tells the parent what was measured, and ends. */
export function take(body: ChatMessage): void {
  sum += body.count
  if (++messages % messagesBetweenLooks !== 0) return
  const atMs = performance.now()
  startedMs ??= atMs
  if (before === undefined) {
    if (atMs - startedMs > warmUpMs) before = { atMs, messages, cpuUs: cpuUs() }
  } else if (atMs - before.atMs > measuredMs) tell(before, atMs)
}

function tell(from: NonNullable<typeof before>, atMs: number): void {
  const count = messages - from.messages
  if (Number.isNaN(sum)) throw new Error('Not every message had its number.')
  const figures: Figures = {
    messagesPerSecond: (count * 1_000) / (atMs - from.atMs),
    cpuUsPerMessage: (cpuUs() - from.cpuUs) / count,
  }
  process.send!(figures, () => process.exit(0))
  messages = Number.NaN
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
