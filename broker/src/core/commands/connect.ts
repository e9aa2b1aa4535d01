import type { Frame } from '../../frame/decoder.ts'
import { beatIntervalMs, formatHeartBeat, parseHeartBeat } from '../../frame/heart-beat.ts'
import { negotiate } from '../../frame/version.ts'
import { Refusal } from '../errors.ts'
import type { Session } from '../session.ts'

/**
 * CONNECT and STOMP (STOMP 1.2 §Connecting). Any `host`, and none, is accepted: stock clients send none.
 * A 1.0 session has no heart-beats; its header, whatever it says, is ignored.
 */
export function connect(session: Session, { command, headers }: Frame): void {
  if (session.state !== 'new') throw new Refusal('connectedTwice', { command })
  const accepted = headers.get('accept-version')
  const version = negotiate(accepted)
  if (version === undefined) throw new Refusal('noCommonVersion', { offered: accepted ?? '' })
  const asked = parseHeartBeat(version === '1.0' ? undefined : headers.get('heart-beat'))
  if (asked === undefined) throw new Refusal('badHeartBeat', { value: headers.get('heart-beat') ?? '' })
  const { heartBeat, server } = session.hub
  session.login = headers.get('login')
  const beats = version === '1.0' ? [] : [['heart-beat', formatHeartBeat(heartBeat)] as const]
  session.accept(version, [['version', version], ['session', session.id], ['server', server], ...beats])
  const sendEveryMs = beatIntervalMs(heartBeat.sendMs, asked.receiveMs)
  session.deadlines.heartBeats(sendEveryMs, beatIntervalMs(asked.sendMs, heartBeat.receiveMs))
  session.hub.monitor({ type: 'connected', session })
}
