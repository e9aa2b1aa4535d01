import { type KeyObject, createPublicKey } from 'node:crypto'

/** One of three: what tells a token that is right from one that is not. */
export type JwtKey =
  | {
      /** Shared with the issuer. Text is taken as UTF-8; 32 bytes or more [RFC 7518 §3.2]. */
      readonly secret: string | Uint8Array
      readonly publicKey?: never
      readonly jwksUrl?: never
    }
  | {
      /** The issuer's public key or certificate, as PEM. */
      readonly publicKey: string
      readonly secret?: never
      readonly jwksUrl?: never
    }
  | {
      /** Where the issuer publishes its keys, as JSON Web Key Set. */
      readonly jwksUrl: string
      readonly secret?: never
      readonly publicKey?: never
    }

const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const
const rsa = ['RS256', 'RS384', 'RS512'] as const
const rsaPss = ['PS256', 'PS384', 'PS512'] as const
const elliptic = ['ES256', 'ES384', 'ES512'] as const
const edwards = ['EdDSA', 'Ed25519'] as const
const keyAlgorithms = [...rsa, ...rsaPss, ...elliptic, ...edwards] as const

/** `HS256`, `HS384` and `HS512` go with a secret; the others with the kind of public key they are named for. */
export type JwtAlgorithm = (typeof secretAlgorithms | typeof keyAlgorithms)[number]

/**
 * The algorithms a token may name. Fixed by the key, so that nobody can sign with a public key as if it were a secret.
 * @throws TypeError when some that are asked for do not belong to the key.
 */
export function algorithmsOf(options: JwtKey & { readonly algorithms?: readonly JwtAlgorithm[] }): string[] {
  const [kind, possible] = possibleOf(options)
  const asked: readonly string[] = options.algorithms ?? possible
  const foreign = asked.filter((name) => !possible.includes(name))
  if (asked.length === 0) throw new TypeError('algorithms is empty, so no token would be accepted.')
  if (foreign.length === 0) return [...asked]
  throw new TypeError(
    `algorithms: ${foreign.join(', ')} cannot be with ${kind}. Possible: ${possible.join(', ')}.`,
  )
}

function possibleOf({ secret, publicKey, jwksUrl }: JwtKey): readonly [kind: string, readonly string[]] {
  const given = [secret, publicKey, jwksUrl].filter((each) => each !== undefined).length
  if (given !== 1) throw new TypeError(`jwt needs one of secret, publicKey and jwksUrl, and got ${given}.`)
  if (secret !== undefined) return possibleWithSecret(secretBytesOf(secret).length)
  if (publicKey !== undefined) return possibleWithKey(publicKeyOf(publicKey))
  return ['keys from a URL', keyAlgorithms]
}

/** A secret has at least the length of the hash. */
function possibleWithSecret(bytes: number): readonly [string, readonly string[]] {
  const possible = secretAlgorithms.filter((name) => Number(name.slice(2)) <= bytes * 8)
  if (possible.length > 0) return [`a secret of ${bytes} bytes`, possible]
  throw new TypeError(`secret has ${bytes} bytes; 32 or more cannot be guessed.`)
}

function possibleWithKey({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): readonly [string, readonly string[]] {
  const curve = asymmetricKeyDetails?.namedCurve
  const type = curve ?? asymmetricKeyType ?? 'unknown'
  const possible = byKeyType[type]
  if (possible) return [`a public key of type ${type}`, possible]
  throw new TypeError(`publicKey is of type ${type}. Possible: ${Object.keys(byKeyType).join(', ')}.`)
}

const byKeyType: Readonly<Record<string, readonly string[]>> = {
  rsa: [...rsa, ...rsaPss],
  'rsa-pss': rsaPss,
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
  ed25519: edwards,
}

export const secretBytesOf = (secret: string | Uint8Array): Uint8Array =>
  typeof secret === 'string' ? new TextEncoder().encode(secret) : secret

/** @throws TypeError for what is no public key. */
export function publicKeyOf(pem: string): KeyObject {
  if (pem.includes('PRIVATE KEY'))
    throw new TypeError('publicKey is a private key. Give the public one, and keep this one secret.')
  try {
    return createPublicKey(pem)
  } catch (error) {
    throw new TypeError('publicKey is no public key or certificate in PEM.', { cause: error })
  }
}
