import { readable } from './readable.ts'

interface Line {
  readonly atMs: number
  readonly text: string
}
interface Piece {
  readonly atMs: number
  readonly bytes: Buffer
}

/** What one channel received since the last step, and when. */
export class Arrivals {
  /** Before the first arrival: when the channel was made. */
  lastMs = performance.now()
  #items: (Line | Piece)[] = []
  readonly #onArrival: () => void

  constructor(onArrival: () => void) {
    this.#onArrival = onArrival
  }

  line(text: string): void {
    this.#add({ atMs: performance.now(), text })
  }

  /** Part of a stream, cut wherever the network cut it. */
  piece(bytes: Buffer): void {
    this.#add({ atMs: performance.now(), bytes })
  }

  #add(item: Line | Piece): void {
    this.lastMs = item.atMs
    this.#items.push(item)
    this.#onArrival()
  }

  /** One for each WebSocket message, header or line of a body. */
  get lines(): readonly Line[] {
    const lines: Line[] = []
    let stream: Piece | undefined
    for (const item of this.#items) {
      if ('bytes' in item) {
        if (stream !== undefined && isCut(stream)) {
          stream = { ...stream, bytes: Buffer.concat([stream.bytes, item.bytes]) }
          continue
        }
        lines.push(...linesOf(stream))
        stream = item
        continue
      }
      lines.push(...linesOf(stream), item)
      stream = undefined
    }
    return [...lines, ...linesOf(stream)]
  }

  take(): readonly Line[] {
    const { lines } = this
    this.#items = []
    return lines
  }
}

/** What comes behind a whole line has a time of its own. */
const isCut = ({ bytes }: Piece): boolean => bytes.at(-1) !== 0x0a

const linesOf = (stream: Piece | undefined): Line[] =>
  stream === undefined
    ? []
    : stream.bytes
        .toString()
        .split(/(?<=\n)/)
        .map((line) => ({ atMs: stream.atMs, text: `body ${readable(line)}` }))
