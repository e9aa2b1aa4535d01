import type { Frame } from '../../frame/decoder.ts'
import { checkUser } from '../access/authenticate.ts'
import { Refusal, refusalFor } from '../errors.ts'
import type { InterceptedCommand, InterceptedFrame, User, Verdict } from '../ports.ts'
import type { RunCommand, Session } from '../session.ts'

/** Runs a frame once the application's interceptors have seen it: they refuse it, drop it, or let it pass. */
export function runIntercepted(session: Session, frame: Frame, run: RunCommand): unknown {
  const { command: own } = frame
  const command = own === 'STOMP' ? 'CONNECT' : own === 'MESSAGE' ? 'SEND' : (own as InterceptedCommand)
  if (!session.hub.application.intercepts(command))
    return goOn(session, frame, command, run, 'pass', session.user)
  const before = session.user
  const verdict = ask(session, frame, command)
  if (!(verdict instanceof Promise)) return goOn(session, frame, command, run, verdict, before)
  return verdict.then(
    (later) => (session.isOpen ? goOn(session, frame, command, run, later, before) : undefined),
    (error: unknown) => failed(session, frame, error),
  )
}

function goOn(
  session: Session,
  frame: Frame,
  command: InterceptedCommand,
  run: RunCommand,
  verdict: Verdict,
  before: User | undefined,
): unknown {
  // Spring goes on with a DISCONNECT that was dropped.
  if (verdict === 'drop' && command !== 'DISCONNECT') {
    if (command === 'CONNECT') session.user = before
    if (session.hub.profile.notices === 'ignored') session.note('dropped', frame.command)
    return undefined
  }
  if (command === 'CONNECT') session.hub.monitor({ type: 'connecting', session, headers: frame.headers })
  return run(session, frame)
}

function ask(session: Session, frame: Frame, command: InterceptedCommand): Verdict | Promise<Verdict> {
  const { headers, body } = frame
  const destination = headers.get('destination')
  const setUser: InterceptedFrame['setUser'] = (user) => {
    if (command !== 'CONNECT') throw new TypeError(`A user is set on CONNECT, not on ${command}.`)
    checkUser(user, 'setUser')
    // Too late once CONNECT is done, and a second one changes nothing.
    if (session.state === 'new') session.user = user
  }
  try {
    return session.hub.application.intercept({ command, headers, destination, body, session, setUser })
  } catch (error) {
    return failed(session, frame, error)
  }
}

/** An interceptor that breaks lets nothing pass. */
function failed(session: Session, { command, headers }: Frame, error: unknown): never {
  if (error instanceof Refusal) throw error
  const destination = headers.get('destination') ?? ''
  session.hub.monitor({ type: 'handler-failed', session, command, destination, error })
  throw refusalFor('interceptorFailed', { command, error: String(error) })
}
