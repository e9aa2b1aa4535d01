import { Refusal } from '../errors.ts'
import type { Handled, Inbound } from '../ports.ts'
import type { Session } from '../session.ts'

type Asking = 'SEND' | 'SUBSCRIBE'

/**
 * Lets the application do its part. Where its failures are only logged, nothing it throws reaches the client.
 * @returns as the application, undefined when nothing takes the frame.
 */
export function handled(session: Session, command: Asking, inbound: Inbound): Handled {
  if (session.hub.profile.handlerFailures === 'told') return run(session, command, inbound)
  const logged = (error: unknown): true => log(session, command, inbound.destination, error)
  try {
    const pending = run(session, command, inbound)
    return pending instanceof Promise ? pending.catch(logged) : pending
  } catch (error) {
    return logged(error)
  }
}

const run = ({ hub: { application } }: Session, command: Asking, inbound: Inbound): Handled =>
  command === 'SEND' ? application.onMessage(inbound) : application.onSubscribe(inbound)

/** What the client did wrong says so itself. */
function log(session: Session, command: string, destination: string, error: unknown): true {
  if (error instanceof Refusal) {
    const mend = "Spring's converters and handlers fail without a word to the client."
    session.ignored({ cause: error.message, mend }, command, destination)
  } else session.hub.monitor({ type: 'handler-failed', session, command, destination, error })
  return true
}
