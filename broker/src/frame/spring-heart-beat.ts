import type { HeartBeat } from './heart-beat.ts'
import { parseJavaNumber } from './java-number.ts'
import { SpringError } from './spring-refusals.ts'
import type { SpringVersion } from './spring-version.ts'

/**
 * The `heart-beat` header as Spring reads it, of any frame of a client. A missing one, and one without a comma, is `0,0`;
 * negative numbers mean 0.
 * @throws {@link SpringError}
 */
export function springHeartBeat(header: string | undefined, version: SpringVersion): HeartBeat {
  const comma = header?.indexOf(',') ?? -1
  if (header === undefined || comma < 0) return { sendMs: 0, receiveMs: 0 }
  return {
    sendMs: milliseconds(header.slice(0, comma), version),
    receiveMs: milliseconds(header.slice(comma + 1), version),
  }
}

function milliseconds(value: string, version: SpringVersion): number {
  const { value: ms, failedAt } = parseJavaNumber(value, 'long')
  if (failedAt < 0) return Math.max(0, ms)
  if (version === '5.3') throw new SpringError('springNotANumber', { value })
  if (value === '') throw new SpringError('springEmptyHeartBeat')
  throw new SpringError('springBadHeartBeat', { index: failedAt, value })
}
