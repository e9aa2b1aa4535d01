import type { Frame } from '../frame/decoder.ts'
import { mendOf, type Refusal } from './errors.ts'
import type { Hub } from './hub.ts'
import type { SessionInfo } from './ports.ts'
import { type Notice, type NoticeText, noticeText } from './profile/notices.ts'

type Values = Readonly<Record<string, string>>

/** A session of which something is told. */
export interface Noted extends SessionInfo {
  readonly hub: Hub
  /** Causes the log was told already; few sessions have any. */
  told: Set<string> | undefined
}

/** Then nothing more is told of a session. */
const maxTold = 64

/** What Spring leaves undone without a word to the client; or, where we do it, that Spring would not. */
export function note(session: Noted, name: Notice, command: string, values?: Values): void {
  const { hub } = session
  if (hub.profile.notices === 'not-in-spring') hub.note(name, session, command, values)
  else tell(session, noticeText(name, { command, ...values }), command)
}

/** @returns whether the refusal is one that a client does not hear of here. */
export function passesOver(session: Noted, { situation, message: cause }: Refusal, frame?: Frame): boolean {
  const mend = situation && session.hub.profile.ignored[situation.name]
  if (situation === undefined || mend === undefined) return false
  tell(session, { cause, mend }, frame?.command, frame?.headers.get('destination'))
  return true
}

/** Why a session ends. A goodbye is nobody's fault. */
export function tellRefused(session: Noted, refusal: Refusal, frame?: Frame): void {
  const { code, message } = refusal
  if (code === 'draining') return
  const mend = mendOf(refusal)
  const where = whereOf(frame?.command, frame?.headers.get('destination'))
  session.hub.monitor({
    type: 'refused',
    session,
    code,
    message,
    ...(mend !== undefined && { mend }),
    ...where,
  })
}

/** What the log is told besides what a session does. Once for each cause, or a client's habit would fill the log. */
export function tell(
  session: Noted,
  text: NoticeText,
  command: string | undefined,
  destination?: string,
): void {
  const told = (session.told ??= new Set())
  if (told.has(text.cause) || told.size >= maxTold) return
  told.add(text.cause)
  session.hub.monitor({ type: 'ignored', session, ...whereOf(command, destination), ...text })
}

const whereOf = (command: string | undefined, destination: string | undefined) => ({
  ...(command !== undefined && { command }),
  ...(destination !== undefined && { destination }),
})
