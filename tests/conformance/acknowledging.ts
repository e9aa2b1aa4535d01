import type { ServerFrame, Version } from './frame-reader.ts'
import type { Peer } from './peer.ts'
import type { Target } from './target.ts'

export type AckMode = 'client' | 'client-individual'

/** The modes that wait for an ACK. */
export const ackModes = (version: Version): AckMode[] =>
  version === '1.0' ? ['client'] : ['client', 'client-individual']

/** The headers by which ACK and NACK name a message. */
export function nameOf(message: ServerFrame, version: Version): string {
  const headers = {
    '1.0': ['message-id'],
    '1.1': ['subscription', 'message-id'],
    '1.2': ['id'],
  }[version]
  return headers.map((name) => `${name}:${rawOf(message, name === 'id' ? 'ack' : name)}\n`).join('')
}

/** As it stands on the wire, so encoded as the version wants it. */
function rawOf({ lines }: ServerFrame, name: string): string {
  const line = lines.find((each) => each.startsWith(`${name}:`))
  if (line === undefined) throw new Error(`A MESSAGE without ${name}: ${lines.join(', ')}`)
  return line.slice(name.length + 1)
}

/** A subscriber `s` in this mode, and the messages `1`, `2`, … that it has read. */
export async function delivered(target: Target, version: Version, mode: string, count = 3) {
  const destination = target.topic()
  const reader = await target.subscribes(destination, version, `ack:${mode}\n`)
  const messages = await deliver(await target.connects(version), reader, destination, count)
  return { reader, messages, destination }
}

export async function deliver(sender: Peer, reader: Peer, destination: string, count: number) {
  const messages: ServerFrame[] = []
  for (let n = 1; n <= count; n++) sender.writes(`SEND\ndestination:${destination}\n\n${n}␀`)
  while (messages.length < count) messages.push(await reader.reads('MESSAGE'))
  return messages
}
