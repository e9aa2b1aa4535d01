import { answerTo, frameOf, type Frame } from '../frames.ts'
import type { Peer } from '../stomp-server.ts'

/** All frames before the SEND to `fence`. What asks for a RECEIPT gets it. */
export async function framesUpTo(fence: string, peer: Peer): Promise<Frame[]> {
  const frames: Frame[] = []
  for (;;) {
    const frame = frameOf(await peer.reads())
    const answer = answerTo(frame)
    if (answer !== undefined) peer.writes(answer)
    if (frame.command === 'SEND' && frame.headers.destination === fence) return frames
    frames.push(frame)
  }
}

export const commandsOf = (frames: readonly Frame[]): string[] => frames.map(({ command }) => command)

/** The next frame with this command; those before it get the RECEIPT they ask for. */
export async function next(command: string, peer: Peer): Promise<Frame> {
  for (;;) {
    const frame = frameOf(await peer.reads())
    const answer = answerTo(frame)
    if (answer !== undefined) peer.writes(answer)
    if (frame.command === command) return frame
  }
}

export function message(subscription: string | undefined, body: string, headers = ''): string {
  return `MESSAGE\nsubscription:${subscription}\nmessage-id:1\ndestination:/a\n${headers}\n${body}\0`
}
