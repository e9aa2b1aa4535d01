import type { IncomingHttpHeaders } from 'node:http'
import type { Handshake } from '../../core/ports.ts'

/** What many clients say in the same words. */
const worn = new Set<string>([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'host',
  'origin',
  'pragma',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'upgrade',
  'user-agent',
])

const known = new Map<string, string>()
const maxKnown = 1_000
const longestKnown = 512

/** The headers of a handshake as they are held while its session lasts: equal words once, and without the key, which is spent. */
export function keptHeaders(headers: IncomingHttpHeaders): Handshake['headers'] {
  const kept: Record<string, string | string[] | undefined> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name !== 'sec-websocket-key')
      kept[name] = typeof value === 'string' && worn.has(name) ? shared(value) : value
  }
  return kept
}

function shared(value: string): string {
  const first = known.get(value)
  if (first !== undefined) return first
  if (known.size < maxKnown && value.length <= longestKnown) known.set(value, value)
  return value
}
