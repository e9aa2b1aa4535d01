import type { ClientCommand } from '../../frame/commands.ts'
import type { Frame } from '../../frame/decoder.ts'
import { Refusal } from '../errors.ts'
import type { RunCommand, Session } from '../session.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import { send } from './send.ts'
import { subscribe } from './subscribe.ts'
import { unsubscribe } from './unsubscribe.ts'

const commands: Readonly<Record<ClientCommand, RunCommand>> = {
  CONNECT: connect,
  STOMP: connect,
  SEND: send,
  SUBSCRIBE: subscribe,
  UNSUBSCRIBE: unsubscribe,
  DISCONNECT: disconnect,
  ACK: notYet,
  NACK: notYet,
  BEGIN: notYet,
  COMMIT: notYet,
  ABORT: notYet,
}

export const runCommand: RunCommand = (session, frame) => {
  const { command } = frame as Frame<ClientCommand>
  if (session.state === 'new' && command !== 'CONNECT' && command !== 'STOMP')
    throw new Refusal('notConnected', { command })
  return commands[command](session, frame)
}

function notYet(_session: Session, { command }: Frame): never {
  throw new Refusal('commandNotYet', { command })
}
