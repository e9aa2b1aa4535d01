import type { Writable } from 'node:stream'

const mostPendingBytes = 1024 * 1024

/**
 * Writes lines to a stream that may be slow, stopped or gone, and never waits for it.
 *
 * A reader that stops is owed at most 1 MiB; lines beyond are counted, and the count is written once it reads again.
 */
export class LineWriter {
  readonly #stream: Writable
  readonly #dropNotice: (lines: number) => string
  #dropped = 0
  #gone = false

  constructor(stream: Writable, dropNotice: (lines: number) => string) {
    this.#stream = stream
    this.#dropNotice = dropNotice
    stream.on('error', () => (this.#gone = true))
    stream.on('drain', () => this.#admitDropped())
  }

  write(line: string): void {
    if (this.#gone) return
    const bytes = Buffer.from(`${line}\n`)
    if (this.#dropped > 0 || this.#stream.writableLength + bytes.length > mostPendingBytes) this.#dropped += 1
    else this.#stream.write(bytes)
  }

  #admitDropped(): void {
    if (this.#dropped === 0 || this.#gone) return
    const lines = this.#dropped
    this.#dropped = 0
    this.write(this.#dropNotice(lines))
  }

  /** Resolves when all was written or the time is up, whichever comes first. */
  async flush(atMostMs: number): Promise<void> {
    if (this.#gone) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, atMostMs)
      this.#stream.write('', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

/** Node waits for a terminal that was stopped with Ctrl-S; a broker must not. */
export function neverWait(stream: Writable): void {
  const { _handle: handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => void } }
  if (process.platform !== 'win32') handle?.setBlocking?.(false)
}
