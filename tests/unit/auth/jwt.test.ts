import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { createPublicKey } from 'node:crypto'
import {
  type JWTPayload,
  SignJWT,
  type CryptoKey,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
} from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { Refusal, type ConnectRequest, type Handshake, type User } from '@stompbox/broker'
import { type JwtOptions, jwt } from '../../../broker/src/auth/jwt.ts'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { testTls } from '../../support/test-tls.ts'

const secret = 'a secret of the tests, thirty-two bytes or more'
const secretBytes = new TextEncoder().encode(secret)
const nowSeconds = Math.floor(Date.now() / 1_000)
const kim = { sub: 'kim', exp: nowSeconds + 600 }

const sign = (
  claims: JWTPayload,
  header: { alg: string } & Record<string, unknown> = { alg: 'HS256' },
  key?: CryptoKey,
) => new SignJWT(claims).setProtectedHeader(header).sign(key ?? secretBytes)

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const handshake: Handshake = { transport: 'memory', path: '/', url: '/', remoteAddress: '', headers: {} }

/** What a CONNECT with these headers is to `authenticate`. */
function connect(headers: Record<string, string>): ConnectRequest {
  const block = HeaderBlock.of(Object.entries(headers))
  return { headers: block, login: block.get('login'), passcode: block.get('passcode'), cookies: new Map() }
}

async function shows(options: JwtOptions, headers: Record<string, string>): Promise<User | undefined> {
  return jwt(options)(connect(headers), handshake)
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

/** Says the text it is refused with. */
async function refused(options: JwtOptions, headers: Record<string, string>): Promise<string> {
  const error: unknown = await shows(options, headers).then(
    (user) => expect.unreachable(JSON.stringify(user)),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Refusal)
  expect((error as Refusal).code).toBe('auth-failed')
  return (error as Refusal).message
}

describe('a token that is right', () => {
  test.each([
    ['Authorization', 'Bearer '],
    ['authorization', 'bearer '],
    ['passcode', ''],
  ])('in %s names the user, until it expires, with its claims', async (header, before) => {
    const token = await sign({ ...kim, roles: ['admin'], name: 'Kim Min' })
    expect(await shows({ secret }, { [header]: before + token })).toEqual({
      name: 'kim',
      expiresAtMs: kim.exp * 1_000,
      claims: { ...kim, roles: ['admin'], name: 'Kim Min' },
    })
  })

  test('the header wins over the passcode', async () => {
    const headers = { ...bearer(await sign(kim)), passcode: await sign({ sub: 'lee' }) }
    expect((await shows({ secret }, headers))?.name).toBe('kim')
  })

  test('without exp it does not expire', async () => {
    expect(await shows({ secret }, bearer(await sign({ sub: 'kim' })))).toEqual({
      name: 'kim',
      claims: { sub: 'kim' },
    })
  })

  test('another claim may name the user', async () => {
    const token = await sign({ ...kim, email: 'kim@example.com' })
    expect((await shows({ secret, userName: 'email' }, bearer(token)))?.name).toBe('kim@example.com')
  })

  test('issuer and audience are as configured, one of several', async () => {
    const token = await sign({ ...kim, iss: 'b', aud: ['x', 'chat'] })
    const options = { secret, issuer: ['a', 'b'], audience: 'chat' }
    expect((await shows(options, bearer(token)))?.name).toBe('kim')
  })
})

test('nobody becomes somebody by what JavaScript puts on every object', async () => {
  for (const userName of ['constructor', '__proto__', 'toString'])
    expect(await refused({ secret, userName }, bearer(await sign(kim)))).toBe(
      `The token names nobody: it has no ${userName}.`,
    )
})

describe('a token that is not', () => {
  const [header, claims] = [base64({ alg: 'HS256' }), base64(kim)]
  const unsigned = `${base64({ alg: 'none' })}.${claims}.`

  test.each([
    ['missing', {}, 'CONNECT needs a token: Authorization: Bearer …'],
    [
      'without Bearer',
      { Authorization: 'eyJ.eyJ.x' },
      'The Authorization header is not: Bearer, a space, a token.',
    ],
    [
      'of another scheme',
      { Authorization: 'Basic a2lt' },
      'The Authorization header is not: Bearer, a space, a token.',
    ],
    ['no JWT', bearer('hello'), 'The token is not a signed JWT.'],
    ['empty', { passcode: '' }, 'The token is not a signed JWT.'],
    ['in two parts', bearer(`${header}.${claims}`), 'The token is not a signed JWT.'],
    ['encrypted', bearer(`${header}.a.b.c.d`), 'The token is not a signed JWT.'],
    ['of dots', bearer('.'.repeat(4_000)), 'The token is not a signed JWT.'],
    ['without JSON', bearer(`${header}.aGk.aGk`), 'The signature of the token is not right.'],
    ['unsigned', bearer(unsigned), 'The token is signed with an algorithm that is not accepted here.'],
    [
      'unsigned with a signature',
      bearer(`${unsigned}c2ln`),
      'The token is signed with an algorithm that is not accepted here.',
    ],
    ['with an empty signature', bearer(`${header}.${claims}.`), 'The signature of the token is not right.'],
  ])('%s is refused', async (_, headers, message) => {
    expect(await refused({ secret }, headers as Record<string, string>)).toBe(message)
  })

  test.each([
    ['expired', { exp: nowSeconds - 1 }, 'The token has expired.'],
    ['not valid yet', { nbf: nowSeconds + 600 }, 'The token is not valid yet.'],
    ['of another issuer', { iss: 'evil' }, 'The token comes from an issuer that is not trusted here.'],
    ['of no issuer', { iss: undefined }, 'The token comes from an issuer that is not trusted here.'],
    [
      'for another audience',
      { aud: 'shop' },
      'The token is meant for somebody else: its audience is another.',
    ],
    ['for no audience', { aud: undefined }, 'The token is meant for somebody else: its audience is another.'],
    ['without a subject', { sub: undefined }, 'The token names nobody: it has no sub.'],
    ['with an empty subject', { sub: '' }, 'The token names nobody: it has no sub.'],
    [
      'with a subject that is a list',
      { sub: ['kim'] as unknown as string },
      'The token names nobody: it has no sub.',
    ],
    [
      'with an expiry that is text',
      { exp: 'never' as unknown as number },
      'The token is not accepted: its exp is not what it should be.',
    ],
  ])('%s is refused', async (_, changes, message) => {
    const token = await sign({ ...kim, iss: 'us', aud: 'chat', ...changes } as JWTPayload)
    expect(await refused({ secret, issuer: 'us', audience: 'chat' }, bearer(token))).toBe(message)
  })

  test('signed with another secret, or changed afterwards, is refused', async () => {
    const text = 'The signature of the token is not right.'
    const other = 'another secret of the tests, also long enough'
    const token = await sign(kim)
    expect(await refused({ secret: other }, bearer(token))).toBe(text)
    const [head, , signature] = token.split('.')
    expect(
      await refused({ secret }, bearer(`${head!}.${base64({ ...kim, sub: 'root' })}.${signature!}`)),
    ).toBe(text)
  })

  test('with a crit header nobody knows is refused', async () => {
    const strange = `${base64({ alg: 'HS256', crit: ['x'], x: 1 })}.${claims}.c2ln`
    expect(await refused({ secret }, bearer(strange))).toBe(
      'The token asks for something that is not supported here.',
    )
  })
})

describe('a public key', () => {
  let keys: { publicKey: CryptoKey; privateKey: CryptoKey }
  let publicKey: string
  beforeAll(async () => {
    keys = await generateKeyPair('RS256', { extractable: true })
    publicKey = await exportSPKI(keys.publicKey)
  })

  test.each(['RS256', 'RS512'])('accepts %s of its private key', async (alg) => {
    const { publicKey: verifying, privateKey } = await generateKeyPair(alg)
    const token = await sign(kim, { alg }, privateKey)
    expect((await shows({ publicKey: await exportSPKI(verifying) }, bearer(token)))?.name).toBe('kim')
  })

  test.each(['ES256', 'ES384', 'Ed25519'])('accepts %s too', async (alg) => {
    const { publicKey: verifying, privateKey } = await generateKeyPair(alg)
    const token = await sign(kim, { alg }, privateKey)
    expect((await shows({ publicKey: await exportSPKI(verifying) }, bearer(token)))?.name).toBe('kim')
  })

  test('may be a certificate', async () => {
    const { createPrivateKey } = await import('node:crypto')
    const token = await new SignJWT(kim)
      .setProtectedHeader({ alg: 'ES256' })
      .sign(createPrivateKey(testTls.key))
    expect((await shows({ publicKey: testTls.cert }, bearer(token)))?.name).toBe('kim')
  })

  test('is no secret: a token signed with its text is refused', async () => {
    for (const material of [publicKey, createPublicKey(publicKey).export({ format: 'der', type: 'spki' })]) {
      const bytes = typeof material === 'string' ? new TextEncoder().encode(material) : material
      const token = await new SignJWT(kim).setProtectedHeader({ alg: 'HS256' }).sign(bytes)
      expect(await refused({ publicKey }, bearer(token))).toMatch('algorithm that is not accepted')
    }
  })

  test('accepts no other algorithm than those listed', async () => {
    const token = await sign(kim, { alg: 'RS256' }, keys.privateKey)
    expect((await shows({ publicKey, algorithms: ['RS256'] }, bearer(token)))?.name).toBe('kim')
    expect(await refused({ publicKey, algorithms: ['PS256'] }, bearer(token))).toMatch(
      'algorithm that is not accepted',
    )
  })

  test('that the token brings along, or points to, is not looked at', async () => {
    await using keyServer = await KeyServer.open([])
    const mallory = await generateKeyPair('RS256')
    const jwk = await exportJWK(mallory.publicKey)
    const header = { alg: 'RS256', jwk, jku: keyServer.url, x5u: keyServer.url, kid: keyServer.url }
    const token = await sign(kim, header, mallory.privateKey)
    expect(await refused({ publicKey }, bearer(token))).toBe('The signature of the token is not right.')
    expect(keyServer.asked).toBe(0)
  })

  test('has to be one', async () => {
    expect(() => jwt({ publicKey: 'hello' })).toThrow('publicKey is no public key or certificate in PEM.')
    const pem = await exportPKCS8(keys.privateKey)
    expect(() => jwt({ publicKey: pem })).toThrow('publicKey is a private key.')
  })
})

/** Publishes keys, and counts who asks. */
class KeyServer implements AsyncDisposable {
  readonly #server = createServer((_, response) => {
    this.asked++
    response.statusCode = this.status
    response.end(JSON.stringify({ keys: this.keys }))
  })
  keys: object[]
  asked = 0
  status = 200

  private constructor(keys: object[]) {
    this.keys = keys
  }

  static async open(keys: object[]): Promise<KeyServer> {
    const server = new KeyServer(keys)
    await once(server.#server.listen(0, '127.0.0.1'), 'listening')
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await once(this.#server.close(), 'close')
  }
}

describe('keys from a URL', () => {
  const pair = async (kid: string) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    return { jwk: { ...(await exportJWK(publicKey)), kid }, privateKey }
  }

  test('are fetched once for many tokens, and chosen by kid', async () => {
    const [one, two] = [await pair('1'), await pair('2')]
    await using server = await KeyServer.open([one.jwk, two.jwk])
    const authenticate = jwt({ jwksUrl: server.url })
    for (const [kid, { privateKey }] of [
      ['1', one],
      ['2', two],
      ['1', one],
    ] as const) {
      const token = await sign(kim, { alg: 'ES256', kid }, privateKey)
      expect((await authenticate(connect(bearer(token)), handshake))?.name).toBe('kim')
    }
    expect(server.asked).toBe(1)
  })

  test('a key that is not there, or not named, is refused', async () => {
    const [one, two, other] = [await pair('1'), await pair('2'), await pair('3')]
    await using server = await KeyServer.open([one.jwk, two.jwk])
    const foreign = await sign(kim, { alg: 'ES256', kid: '3' }, other.privateKey)
    expect(await refused({ jwksUrl: server.url }, bearer(foreign))).toMatch('a key that is not known here')
    const unnamed = await sign(kim, { alg: 'ES256' }, one.privateKey)
    expect(await refused({ jwksUrl: server.url }, bearer(unnamed))).toMatch('it has no kid')
  })

  test('a token signed with a secret is refused before anybody is asked', async () => {
    await using server = await KeyServer.open([])
    expect(await refused({ jwksUrl: server.url }, bearer(await sign(kim)))).toMatch(
      'algorithm that is not accepted',
    )
    expect(server.asked).toBe(0)
  })

  test('that cannot be fetched are not the fault of the client', async () => {
    const { jwk, privateKey } = await pair('1')
    await using server = await KeyServer.open([jwk])
    server.status = 500
    const authenticate = jwt({ jwksUrl: server.url })
    const token = await sign(kim, { alg: 'ES256', kid: '1' }, privateKey)
    const error: unknown = await Promise.resolve(authenticate(connect(bearer(token)), handshake)).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(Refusal)
    server.status = 200
    expect((await authenticate(connect(bearer(token)), handshake))?.name).toBe('kim')
  })
})

describe('options that cannot be', () => {
  test.each<[object, string | RegExp]>([
    [{}, 'jwt needs one of secret, publicKey and jwksUrl, and got 0.'],
    [
      { secret, jwksUrl: 'https://id.example/keys' },
      'jwt needs one of secret, publicKey and jwksUrl, and got 2.',
    ],
    [{ secret: 'secret' }, 'secret has 6 bytes; 32 or more cannot be guessed.'],
    [{ secret: '가'.repeat(10) }, 'secret has 30 bytes; 32 or more cannot be guessed.'],
    [{ secret, algorithms: [] }, 'algorithms is empty, so no token would be accepted.'],
    [
      { secret, algorithms: ['none'] },
      'algorithms: none cannot be with a secret of 47 bytes. Possible: HS256.',
    ],
    [
      { secret, algorithms: ['HS256', 'RS256'] },
      'algorithms: RS256 cannot be with a secret of 47 bytes. Possible: HS256.',
    ],
    [{ secret: secret + secret, algorithms: ['RS256'] }, 'Possible: HS256, HS384, HS512.'],
    [
      { publicKey: testTls.cert, algorithms: ['ES384'] },
      'algorithms: ES384 cannot be with a public key of type prime256v1. Possible: ES256.',
    ],
    [
      { jwksUrl: 'https://id.example/keys', algorithms: ['HS256'] },
      'algorithms: HS256 cannot be with keys from a URL.',
    ],
    [{ jwksUrl: '/keys' }, /URL/],
  ])('case %#', (options, message) => {
    expect(() => jwt(options as JwtOptions)).toThrow(TypeError)
    expect(() => jwt(options as JwtOptions)).toThrow(message)
  })
})
