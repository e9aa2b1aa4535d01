import { encodeUtf8, startsWith } from './utf8.ts'

/** Frames a client may send (STOMP 1.2 §Augmented BNF). */
const clientCommands = [
  'CONNECT',
  'STOMP',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'ACK',
  'NACK',
  'DISCONNECT',
] as const

/** Frames a server may send. */
const serverCommands = ['CONNECTED', 'MESSAGE', 'RECEIPT', 'ERROR'] as const

export type ClientCommand = (typeof clientCommands)[number]
export type ServerCommand = (typeof serverCommands)[number]
export type Command = ClientCommand | ServerCommand

/** Only these carry a body (STOMP 1.2 §Body). */
export const hasBody = (command: Command): boolean =>
  command === 'SEND' || command === 'MESSAGE' || command === 'ERROR'

/** Whose header values are taken literally whatever the version (STOMP 1.2 §Value Encoding). */
export const isLiteral = (command: Command): boolean =>
  command === 'CONNECT' || command === 'STOMP' || command === 'CONNECTED'

/** Commands as bytes, to find one in a line. */
export type CommandLines = readonly (readonly [Command, Uint8Array])[]

const lines = (commands: readonly Command[]): CommandLines =>
  commands.map((command) => [command, encodeUtf8(command)] as const)

export const commandLines: Readonly<Record<'client' | 'server', CommandLines>> = {
  client: lines(clientCommands),
  server: lines(serverCommands),
}

export function findCommand(
  known: CommandLines,
  bytes: Uint8Array,
  start: number,
  end: number,
): Command | undefined {
  for (const [command, line] of known) {
    if (line.length === end - start && startsWith(bytes, start, line)) return command
  }
  return undefined
}

/** Whether a command may begin with this byte. Of either case: one in lower case is told of by its name. */
export const mayBegin = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
