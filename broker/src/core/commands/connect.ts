import type { Frame } from '../../frame/decoder.ts'
import { beatIntervalMs, formatHeartBeat, type HeartBeat, parseHeartBeat } from '../../frame/heart-beat.ts'
import { negotiate, type StompVersion } from '../../frame/version.ts'
import { authenticate } from '../authenticate.ts'
import { refusalFor } from '../errors.ts'
import type { User } from '../ports.ts'
import type { Session } from '../session.ts'

interface Terms {
  readonly version: StompVersion
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
  const accepted = headers.get('accept-version')
  const version = negotiate(accepted)
  if (version === undefined) throw refusalFor('noCommonVersion', { offered: accepted ?? '' })
  const asked = parseHeartBeat(version === '1.0' ? undefined : headers.get('heart-beat'))
  if (asked === undefined) throw refusalFor('badHeartBeat', { value: headers.get('heart-beat') ?? '' })
  const terms = { version, asked, login: headers.get('login') }
  const user = authenticate(session, headers)
  if (user instanceof Promise) return user.then((known) => open(session, terms, known))
  open(session, terms, user)
  return undefined
}

function open(session: Session, { version, asked, login }: Terms, user: User | undefined): void {
  if (!session.isOpen) return
  const { heartBeat, server, monitor } = session.hub
  session.login = login
  session.user = user
  const beats = version === '1.0' ? [] : [['heart-beat', formatHeartBeat(heartBeat)] as const]
  const name = user === undefined ? [] : [['user-name', user.name] as const]
  session.accept(version, [
    ['version', version],
    ['session', session.id],
    ['server', server],
    ...name,
    ...beats,
  ])
  const sendEveryMs = beatIntervalMs(heartBeat.sendMs, asked.receiveMs)
  session.deadlines.heartBeats(sendEveryMs, beatIntervalMs(asked.sendMs, heartBeat.receiveMs))
  if (user?.expiresAtMs !== undefined) session.deadlines.expires(user.expiresAtMs)
  monitor({ type: 'connected', session })
}
