import type { Page } from 'playwright-core'

interface ChatFrame {
  readonly command: string
  readonly destination: string
  /** As far as it is JSON. */
  readonly body: Readonly<Record<string, unknown>>
}

/** What the WebSockets of a page carry, be it SockJS. */
export class PageWire {
  readonly received: ChatFrame[] = []
  readonly sent: ChatFrame[] = []
  #wake: (() => void)[] = []

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => this.#hear(framesIn(String(payload))))
      socket.on('framesent', ({ payload }) => this.sent.push(...framesIn(String(payload))))
    })
  }

  /** How many messages of this type have come from somebody. */
  countOf(type: 'ENTER' | 'QUIT', sender: string): number {
    return this.received.filter(({ body }) => body.type === type && body.sender === sender).length
  }

  /** What somebody has said, as often as it has come. */
  talkOf(sender: string): unknown[] {
    const talk = this.received.filter(({ body }) => body.type === 'TALK' && body.sender === sender)
    return talk.map(({ body }) => body.message)
  }

  /** Resolves when what has been received is so; the test's time limit is the deadline. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#wake.push(resolve))
  }

  #hear(frames: readonly ChatFrame[]): void {
    this.received.push(...frames)
    for (const wake of this.#wake.splice(0)) wake()
  }
}

function framesIn(payload: string): ChatFrame[] {
  const text = /^a?\[/.test(payload) ? (JSON.parse(payload.replace(/^a/, '')) as string[]).join('') : payload
  return text
    .split('\0')
    .map((frame) => frame.trimStart())
    .filter((frame) => /^[A-Z]+\n/.test(frame))
    .map(read)
}

function read(frame: string): ChatFrame {
  const end = frame.indexOf('\n\n')
  const destination = /^destination:(.*)$/m.exec(frame.slice(0, end))?.[1] ?? ''
  return { command: /^[A-Z]+/.exec(frame)![0], destination, body: fieldsOf(frame.slice(end + 2)) }
}

function fieldsOf(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    return {}
  }
}
