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
    let open: Buffer = Buffer.alloc(0)
    for (const item of [...this.#items, undefined]) {
      if (item !== undefined && 'bytes' in item) {
        const [whole, rest] = cutAtLineEnd(Buffer.concat([open, item.bytes]))
        lines.push(...whole.map((text) => ({ atMs: item.atMs, text })))
        open = rest
        continue
      }
      if (open.length > 0) lines.push({ atMs: item?.atMs ?? this.lastMs, text: bodyLine(open.toString()) })
      open = Buffer.alloc(0)
      if (item !== undefined) lines.push(item)
    }
    return lines
  }

  take(): readonly Line[] {
    const { lines } = this
    this.#items = []
    return lines
  }
}

function cutAtLineEnd(bytes: Buffer): [whole: string[], rest: Buffer] {
  const end = bytes.lastIndexOf('\n') + 1
  const whole =
    end === 0
      ? []
      : bytes
          .subarray(0, end - 1)
          .toString()
          .split('\n')
  return [whole.map((line) => bodyLine(`${line}\n`)), bytes.subarray(end)]
}

const bodyLine = (text: string): string => `body ${readable(text)}`
