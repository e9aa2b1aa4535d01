import { type JWTPayload, type JWTVerifyGetKey, createRemoteJWKSet, errors, jwtVerify } from 'jose'
import type { KeyObject } from 'node:crypto'
import { Refusal } from '../core/errors.ts'
import type { Authenticate, ConnectRequest, User } from '../core/ports.ts'
import { type JwtAlgorithm, type JwtKey, algorithmsOf, publicKeyOf, secretBytesOf } from './jwt-key.ts'

export type { JwtAlgorithm, JwtKey } from './jwt-key.ts'

/** Which tokens are good: one of the keys, and what else must be right. */
export type JwtOptions = JwtKey & {
  /** Whose tokens are accepted: the `iss` claim. Default: any issuer's. */
  readonly issuer?: string | readonly string[]
  /** For whom tokens must be meant: the `aud` claim. Default: any. */
  readonly audience?: string | readonly string[]
  /** Fewer than the kind of key allows. Default: all it allows. */
  readonly algorithms?: readonly JwtAlgorithm[]
  /** The claim that names the user. Default `sub`. */
  readonly userName?: string
}

/** Whom a token names. `expiresAtMs` is its `exp`. */
export interface JwtUser extends User {
  /** All that the token says. */
  readonly claims: Readonly<JWTPayload>
}

/**
 * Accepts clients that show a signed JWT: `Authorization: Bearer …` in CONNECT, or the passcode. Nothing that a token
 * points to is ever fetched; `jwksUrl` is, when a token comes and its keys are older than 10 minutes or do not hold its own.
 * @throws TypeError for a key that is none, or an algorithm that is not of its kind.
 */
export function jwt(options: JwtOptions): Authenticate {
  const { issuer, audience, userName = 'sub' } = options
  const expected = {
    algorithms: algorithmsOf(options),
    ...(issuer !== undefined && { issuer: listOf(issuer) }),
    ...(audience !== undefined && { audience: listOf(audience) }),
  }
  const verified = verifier(options)
  return async (connect) => {
    const token = tokenOf(connect)
    try {
      const { payload } = await verified(token, expected)
      return userOf(payload, userName)
    } catch (error) {
      throw refusalOf(error)
    }
  }
}

type Verify = (token: string, expected: Parameters<typeof jwtVerify>[2]) => Promise<{ payload: JWTPayload }>

function verifier(options: JwtOptions): Verify {
  const key = keyOf(options)
  // Two calls, because jose tells a key from a function that finds one by its type.
  return typeof key === 'function'
    ? (token, expected) => jwtVerify(token, key, expected)
    : (token, expected) => jwtVerify(token, key, expected)
}

function keyOf(options: JwtOptions): Uint8Array | KeyObject | JWTVerifyGetKey {
  if (options.secret !== undefined) return secretBytesOf(options.secret)
  if (options.publicKey !== undefined) return publicKeyOf(options.publicKey)
  return createRemoteJWKSet(new URL(options.jwksUrl))
}

const listOf = (one: string | readonly string[]): string[] => (typeof one === 'string' ? [one] : [...one])

/** Browser code writes the header either way. */
function tokenOf({ headers, passcode }: ConnectRequest): string {
  const header = headers.get('Authorization') ?? headers.get('authorization')
  if (header === undefined) return passcode ?? refuse('CONNECT needs a token: Authorization: Bearer …')
  return (
    /^Bearer +(\S+)$/i.exec(header)?.[1] ??
    refuse('The Authorization header is not: Bearer, a space, a token.')
  )
}

function userOf(claims: JWTPayload, userName: string): JwtUser {
  const name = claims[userName]
  if (typeof name !== 'string' || name === '') return refuse(`The token names nobody: it has no ${userName}.`)
  const expiresAtMs = claims.exp === undefined ? Infinity : claims.exp * 1_000
  return { name, claims, ...(Number.isFinite(expiresAtMs) && { expiresAtMs }) }
}

function refuse(message: string): never {
  throw new Refusal('auth-failed', message)
}

/** What is no fault of the token, such as keys that cannot be fetched, stays what it is and ends in the log. */
function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTClaimValidationFailed)
    return new Refusal('auth-failed', claimText(error.claim))
  const text = error instanceof errors.JOSEError ? texts[error.code] : undefined
  return text === undefined ? error : new Refusal('auth-failed', text)
}

const claimText = (claim: string): string =>
  claimTexts[claim] ?? `The token is not accepted: its ${claim} is not what it should be.`

const claimTexts: Readonly<Record<string, string>> = {
  iss: 'The token comes from an issuer that is not trusted here.',
  aud: 'The token is meant for somebody else: its audience is another.',
  nbf: 'The token is not valid yet.',
}

const otherAlgorithm = 'The token is signed with an algorithm that is not accepted here.'
const malformed = 'The token is not a signed JWT.'

const texts: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'The token has expired.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The signature of the token is not right.',
  ERR_JOSE_ALG_NOT_ALLOWED: otherAlgorithm,
  ERR_JOSE_NOT_SUPPORTED: 'The token asks for something that is not supported here.',
  ERR_JWKS_NO_MATCHING_KEY: 'The token is signed with a key that is not known here.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'The token does not say which of several keys signed it: it has no kid.',
  ERR_JWS_INVALID: malformed,
  ERR_JWT_INVALID: malformed,
}
