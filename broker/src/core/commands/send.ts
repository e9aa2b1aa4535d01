import type { Frame } from '../../frame/decoder.ts'
import { isUtf8 } from '../../frame/utf8.ts'
import type { Session } from '../session.ts'
import { requireHeader } from './require-header.ts'
import { Refusal } from '../errors.ts'

/** SEND (STOMP 1.2 §SEND): to the application behind its prefixes, or straight to a topic. */
export function send(session: Session, frame: Frame): Promise<unknown> | undefined {
  const { headers, body } = frame
  if (headers.get('transaction') !== undefined)
    throw new Refusal('commandNotYet', { command: 'A transaction' })
  const destination = requireHeader(frame, 'destination')
  const route = session.hub.router.send(destination)
  if (route.to === 'topic') {
    const kind = session.hasSentBinary && !isUtf8(body) ? 'binary' : 'text'
    session.hub.publish(destination, headers, body, kind)
    return undefined
  }
  const handled = session.hub.application.onMessage({
    session,
    path: route.path,
    destination,
    headers,
    body,
  })
  if (handled === undefined) throw session.hub.router.nobodyTakes('SEND', destination)
  return handled === true ? undefined : handled
}
