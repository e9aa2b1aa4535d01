import type { Frame } from '../frame/decoder.ts'
import type { Refusal } from './errors.ts'
import type { Hub } from './hub.ts'
import type { SessionInfo } from './ports.ts'
import { type Notice, type NoticeText, noticeText } from './profile/notices.ts'

type Values = Readonly<Record<string, string>>

/** Then nothing more is told of a session. */
const maxTold = 64

/** What the log is told of one session besides what it does. Once for each cause, or a client's habit would fill the log. */
export class Notes {
  readonly #hub: Hub
  readonly #session: SessionInfo
  readonly #told = new Set<string>()

  constructor(hub: Hub, session: SessionInfo) {
    this.#hub = hub
    this.#session = session
  }

  /** What Spring leaves undone without a word to the client; or, where we do it, that Spring would not. */
  add(name: Notice, command: string, values?: Values): void {
    const { notices } = this.#hub.profile
    if (notices === 'not-in-spring') this.#hub.note(name, this.#session, command, values)
    else this.tell(noticeText(name, { command, ...values }), command)
  }

  /** @returns whether the refusal is one that a client does not hear of here. */
  passesOver({ situation, message: cause }: Refusal, frame?: Frame): boolean {
    const mend = situation && this.#hub.profile.ignored[situation.name]
    if (situation === undefined || mend === undefined) return false
    this.tell({ cause, mend }, frame?.command, frame?.headers.get('destination'))
    return true
  }

  tell(text: NoticeText, command: string | undefined, destination?: string): void {
    if (this.#told.has(text.cause) || this.#told.size >= maxTold) return
    this.#told.add(text.cause)
    const where = {
      ...(command !== undefined && { command }),
      ...(destination !== undefined && { destination }),
    }
    this.#hub.monitor({ type: 'ignored', session: this.#session, ...where, ...text })
  }
}
