import type { ClientCommand, ReceivedFrame } from './test-session.ts'

/** What a `next` asks for. */
export interface Wanted {
  readonly command: ClientCommand
  readonly destination: string | undefined
}

const mostTold = 10

/** Why `next` gives up: what there was instead, the newest, and whether another `next` had it. */
export function neverCame(
  { command, destination }: Wanted,
  timeoutMs: number,
  received: readonly ReceivedFrame[],
  untaken: ReadonlySet<ReceivedFrame>,
): Error {
  const wanted = destination === undefined ? command : `${command} to ${destination}`
  const told = received
    .slice(-mostTold)
    .map((frame) => `${inShort(frame)}${untaken.has(frame) ? '' : ' (given already)'}`)
  const more = received.length > mostTold ? '…, ' : ''
  const came =
    told.length === 0
      ? 'Nothing came at all: is the client connected?'
      : `What came: ${more}${told.join(', ')}.`
  return new Error(`No ${wanted} came within ${timeoutMs} ms. ${came}`)
}

const inShort = ({ command, destination }: ReceivedFrame): string =>
  destination === undefined ? command : `${command} ${destination}`
