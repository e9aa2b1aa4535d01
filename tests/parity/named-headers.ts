import type { IncomingHttpHeaders } from 'node:http'

const named = new Set([
  'allow',
  'cache-control',
  'content-type',
  'etag',
  'expires',
  'location',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'set-cookie',
  'upgrade',
  'vary',
  'x-frame-options',
])

/** Those that a client can tell a server by, sorted: HTTP gives no meaning to their order. */
export const namedHeaders = (headers: IncomingHttpHeaders): string[] =>
  Object.entries(headers)
    .filter(([name]) => named.has(name) || name.startsWith('access-control-'))
    .map(
      ([name, value]) => `${name}: ${name === 'allow' ? sorted(String(value)) : [value].flat().join(' | ')}`,
    )
    .sort()

/** It comes out of a Java set, in another order after each start. */
const sorted = (list: string): string => list.split(/, ?/).sort().join(',')
