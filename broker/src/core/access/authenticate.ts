import { parseCookies } from './cookies.ts'
import { Refusal, refusalFor } from '../errors.ts'
import type { Hub } from '../hub.ts'
import type { ConnectRequest, InboundHeaders, SessionInfo, User } from '../ports.ts'

interface Candidate extends SessionInfo {
  readonly hub: Hub
}

/**
 * Asks the application who this is. What is refused is answered later each time, so that guessing is slow.
 * @returns undefined when nothing authenticates.
 * @throws Refusal
 */
export function authenticate(
  session: Candidate,
  headers: InboundHeaders,
): User | undefined | Promise<User | undefined> {
  const { hub, handshake } = session
  if (hub.authenticate === undefined) return undefined
  try {
    const answer: unknown = hub.authenticate(requestOf(session, headers), handshake)
    if (!(answer instanceof Promise)) return judged(session, answer)
    return answer
      .then((user: unknown) => judged(session, user))
      .catch((error: unknown) => late(session, error))
  } catch (error) {
    return late(session, error)
  }
}

const requestOf = ({ handshake }: SessionInfo, headers: InboundHeaders): ConnectRequest => ({
  headers,
  login: headers.get('login'),
  passcode: headers.get('passcode'),
  cookies: parseCookies(handshake.headers['cookie']),
})

function judged({ hub }: Candidate, user: unknown): User {
  if (user === undefined || user === null || user === false) throw refusalFor('authFailed')
  checkUser(user, 'authenticate')
  if (user.expiresAtMs !== undefined && user.expiresAtMs <= hub.scheduler.wallMs())
    throw refusalFor('authExpired')
  return user
}

/** @throws TypeError, so that what application code calls a user is one. */
export function checkUser(user: unknown, giver: 'authenticate' | 'setUser'): asserts user is User {
  if (!isUser(user))
    throw new TypeError(`${giver} needs { name: … } with a name that is a text and not empty.`)
  if (!isTime(user.expiresAtMs))
    throw new TypeError(`${giver} needs expiresAtMs as milliseconds since 1970, or none.`)
}

const isTime = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && !Number.isNaN(value))

const isUser = (user: unknown): user is User =>
  typeof user === 'object' &&
  user !== null &&
  'name' in user &&
  typeof user.name === 'string' &&
  user.name !== ''

/** A check that breaks lets nobody in. */
function late(session: Candidate, error: unknown): Promise<never> {
  const { hub, handshake } = session
  if (!(error instanceof Refusal)) {
    hub.monitor({ type: 'handler-failed', session, command: 'CONNECT', destination: '', error })
    return Promise.reject(refusalFor('authenticateFailed'))
  }
  const delayMs = hub.failedLogins.delayMs(handshake.remoteAddress, hub.nowMs())
  return new Promise((_, reject) => {
    if (delayMs === 0) reject(error)
    else hub.scheduler.after(delayMs, () => reject(error))
  })
}
