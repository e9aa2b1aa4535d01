import type { ClientCommand, Command } from '../../frame/commands.ts'
import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'
import type { RunCommand, Session } from '../session.ts'
import { abort } from './abort.ts'
import { acknowledge } from './acknowledge.ts'
import { begin } from './begin.ts'
import { commit } from './commit.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import { runIntercepted } from './intercepted.ts'
import { send } from './send.ts'
import { subscribe } from './subscribe.ts'
import { unsubscribe } from './unsubscribe.ts'

const commands: Readonly<Record<ClientCommand | 'MESSAGE', RunCommand>> = {
  CONNECT: connect,
  STOMP: connect,
  SEND: send,
  // Spring takes it of clients, too; the decoder of STOMP does not.
  MESSAGE: send,
  SUBSCRIBE: subscribe,
  UNSUBSCRIBE: unsubscribe,
  DISCONNECT: disconnect,
  ACK: acknowledge,
  NACK: acknowledge,
  BEGIN: begin,
  COMMIT: commit,
  ABORT: abort,
}

export const runCommand: RunCommand = (session, frame) => {
  const { command, headers } = frame
  const { profile } = session.hub
  if (profile.heartBeats === 'ticking') profile.readHeartBeat(headers.get('heart-beat'))
  checkOrder(session, command)
  return command === 'HEARTBEAT' ? undefined : runIntercepted(session, frame, run)
}

/** @throws Refusal for what comes before CONNECT, and for a second CONNECT. */
function checkOrder(session: Session, command: Frame['command']): void {
  const isConnect = command === 'CONNECT' || command === 'STOMP'
  if (isConnect === (session.state === 'new')) return
  if (session.hub.profile.beforeConnect === 'refused') {
    if (isConnect) throw refusalFor('connectedTwice', { command })
    throw refusalFor('notConnected', { command, session: session.id })
  }
  if (!isConnect && command !== 'HEARTBEAT') session.note('beforeConnect', command)
}

const run: RunCommand = (session, frame) => {
  const { command } = frame
  if (session.state === 'connected' && !session.isServed) session.note('afterDisconnect', command)
  if (!session.hub.profile.ignoredCommands.has(command as Command))
    return commands[command as keyof typeof commands](session, frame)
  session.note('ignoredCommand', command)
  return undefined
}
