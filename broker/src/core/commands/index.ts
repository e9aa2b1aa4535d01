import type { ClientCommand } from '../../frame/commands.ts'
import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'
import type { RunCommand } from '../session.ts'
import { abort } from './abort.ts'
import { acknowledge } from './acknowledge.ts'
import { begin } from './begin.ts'
import { commit } from './commit.ts'
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
  ACK: acknowledge,
  NACK: acknowledge,
  BEGIN: begin,
  COMMIT: commit,
  ABORT: abort,
}

export const runCommand: RunCommand = (session, frame) => {
  const { command } = frame as Frame<ClientCommand>
  if (session.state === 'new' && command !== 'CONNECT' && command !== 'STOMP')
    throw refusalFor('notConnected', { command })
  return commands[command](session, frame)
}
