import type { Frame } from '../../frame/decoder.ts'
import { beatIntervalMs, formatHeartBeat, type HeartBeat } from '../../frame/heart-beat.ts'
import type { StompVersion } from '../../frame/version.ts'
import { authenticate } from '../access/authenticate.ts'
import { refusalFor } from '../errors.ts'
import type { User } from '../ports.ts'
import type { Session } from '../session.ts'

interface Terms {
  /** Undefined: none in common, and the client is left without an answer. */
  readonly version: StompVersion | undefined
  readonly asked: HeartBeat
  readonly login: string | undefined
}

/**
 * CONNECT and STOMP (STOMP 1.2 §Connecting). Any `host`, and none, is accepted: stock clients send none.
 * A 1.0 session has no heart-beats; its header, whatever it says, is ignored.
 */
export function connect(session: Session, frame: Frame): Promise<void> | undefined {
  const { command, headers } = frame
  if (session.state !== 'new') throw refusalFor('connectedTwice', { command })
  const { chooseVersion, readHeartBeat, noCommonVersion } = session.hub.profile
  const accepted = headers.get('accept-version')
  const version = chooseVersion(accepted)
  if (version === undefined && noCommonVersion === 'refused')
    throw refusalFor('noCommonVersion', { offered: accepted ?? '' })
  noteVersion(session, version, accepted)
  const asked = readHeartBeat(version === '1.0' ? undefined : headers.get('heart-beat'))
  if (asked === undefined) throw refusalFor('badHeartBeat', { value: headers.get('heart-beat') ?? '' })
  const terms = { version, asked, login: headers.get('login') }
  const user = authenticate(session, headers)
  if (user instanceof Promise) return user.then((known) => open(session, terms, known))
  open(session, terms, user)
  return undefined
}

function noteVersion(session: Session, version: StompVersion | undefined, accepted: string | undefined) {
  if (accepted === undefined) session.note('missingVersion', 'CONNECT')
  else if (version === undefined) session.note('noVersion', 'CONNECT', { offered: accepted })
}

function open(session: Session, { version, asked, login }: Terms, user: User | undefined): void {
  if (!session.isOpen) return
  const { profile, monitor } = session.hub
  session.login = login
  // One that an interceptor set stays where nothing authenticates.
  session.user = user ?? session.user
  session.accept(version ?? '1.2', version && connectedHeaders(session, version))
  if (profile.heartBeats === 'ticking') tick(session, asked, version !== undefined)
  else agree(session, asked)
  if (session.user?.expiresAtMs !== undefined) session.deadlines.expires(session.user.expiresAtMs)
  if (version) monitor({ type: 'connected', session })
}

/** SockJS has heart-beats of its own; Spring stops them as soon as the server wants some of STOMP. */
function tick(session: Session, asked: HeartBeat, isAnswered: boolean): void {
  const { ticking, heartBeat } = session.hub
  ticking.add(session, asked)
  if (isAnswered && heartBeat.receiveMs > 0) session.connection.disableHeartBeat?.()
}

function agree({ hub: { heartBeat }, deadlines }: Session, asked: HeartBeat): void {
  const sendEveryMs = beatIntervalMs(heartBeat.sendMs, asked.receiveMs)
  deadlines.heartBeats(sendEveryMs, beatIntervalMs(asked.sendMs, heartBeat.receiveMs))
}

function connectedHeaders({ hub, id, user }: Session, version: StompVersion): [string, string][] {
  const values = {
    version,
    session: id,
    server: hub.server,
    'user-name': user?.name,
    'heart-beat':
      hub.profile.heartBeats === 'agreed' && version === '1.0' ? undefined : formatHeartBeat(hub.heartBeat),
  }
  return hub.profile.connectedHeaders.flatMap((name): [string, string][] => {
    const value = values[name]
    return value === undefined ? [] : [[name, value]]
  })
}
