import { withSlash } from '../destination/prefixes.ts'
import { escapeUserName } from '../destination/user-destination.ts'
import type { SendHeaders } from './outgoing.ts'

/** Of a message to a user. */
export interface UserMessageOptions {
  /** Besides those of the broker, and before them. Default none. */
  readonly headers?: SendHeaders
  /** Of the user's sessions only this one. Default all of them. */
  readonly sessionId?: string
}

/**
 * Where a message for a user goes: `/user/kim/queue/x`. A slash in the name is written `%2F`.
 * @throws TypeError for a name that is empty or holds a literal `%2F`.
 */
export function userPath(userPrefix: string, userName: string, destination: string): string {
  if (userName === '') throw new TypeError('A message to a user needs the name of the user.')
  return withSlash(userPrefix) + escapeUserName(userName) + absolute(destination)
}

/** `queue/x` is `/queue/x`. */
export const absolute = (destination: string): string =>
  destination.startsWith('/') ? destination : `/${destination}`
