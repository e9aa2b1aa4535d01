import { expect, test } from 'vitest'
import { OriginPolicy } from '../../../broker/src/server/origin.ts'

const listed = ['https://app.example', 'http://dev.example:5173', 'capacitor://localhost']
const ask = (
  origin: string | undefined,
  given: { host?: string; boundAddress?: string; isEncrypted?: boolean } = {},
) =>
  new OriginPolicy(listed).refusal({
    origin,
    host: 'broker.example',
    boundAddress: '10.0.0.1',
    isEncrypted: false,
    ...given,
  })

test.each([
  undefined,
  'http://broker.example',
  'http://broker.example:80',
  'HTTP://BROKER.example',
  'https://app.example',
  'https://app.example:443',
  'https://APP.example',
  'http://dev.example:5173',
  'capacitor://localhost',
])('%s passes: no page, the same origin, or listed', (origin) => {
  expect(ask(origin)).toBeUndefined()
})

test.each([
  'https://broker.example',
  'http://broker.example:8080',
  'http://broker.example.',
  'http://sub.broker.example',
  'http://broker.example.evil.example',
  'http://evil-broker.example',
  'http://app.example',
  'https://app.example:8443',
  'https://evil-app.example',
  'https://app.example.evil.example',
  'http://dev.example',
  'http://localhost',
  'http://127.0.0.1:5173',
  'ionic://localhost',
  'null',
  '',
  ' ',
  'broker.example',
  '//broker.example',
  'http://',
  'http:broker.example',
  'http:/broker.example',
  'http://broker.example/',
  'http://broker.example?',
  'http://broker.example#',
  'http://broker.example\\',
  'http://user@broker.example',
  'http://broker.example@evil.example',
  'http://broker.example, http://evil.example',
  'http://evil.example, http://broker.example',
  'http://broker.example http://evil.example',
  'http://[',
  'http://broker.example:99999',
  'http://br\u043eker.example',
  'file://',
  'data:text/html,x',
  `http://${'a'.repeat(8_000)}.example`,
])('%.60s is refused', (origin) => {
  expect(ask(origin)).toEqual(expect.any(String))
})

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])(
  'bound to %s, pages of this machine pass',
  (boundAddress) => {
    for (const origin of [
      'http://localhost:5173',
      'https://127.0.0.1',
      'http://[::1]:3000',
      'http://app.localhost',
    ]) {
      expect(ask(origin, { boundAddress }), origin).toBeUndefined()
    }
    const foreign = [
      'http://localhost.evil.example',
      'http://127.0.0.1.nip.io',
      'http://0.0.0.0',
      'ionic://localhost',
      'null',
    ]
    for (const origin of foreign) expect(ask(origin, { boundAddress }), origin).toEqual(expect.any(String))
  },
)

test.each(['0.0.0.0', '::', '192.168.0.2', undefined])('bound to %s, they do not', (boundAddress) => {
  const policy = new OriginPolicy([])
  const question = {
    origin: 'http://localhost:5173',
    host: 'broker.example',
    isEncrypted: false,
    boundAddress,
  }
  expect(policy.refusal(question)).toEqual(expect.any(String))
})

test('behind TLS the own origin is https', () => {
  expect(ask('https://broker.example', { isEncrypted: true })).toBeUndefined()
  expect(ask('http://broker.example', { isEncrypted: true })).toEqual(expect.any(String))
})

test.each(['', 'evil.example@broker.example', 'broker.example/x', '[', 'null'])(
  'a Host of %j is nobody',
  (host) => {
    expect(ask('http://broker.example', { host })).toEqual(expect.any(String))
    expect(ask('null', { host })).toEqual(expect.any(String))
  },
)

test('null passes when it is listed', () => {
  const policy = new OriginPolicy(['null'])
  expect(
    policy.refusal({ origin: 'null', host: 'x', isEncrypted: false, boundAddress: '::' }),
  ).toBeUndefined()
})

test('a refusal says which origin it was and what to write where', () => {
  expect(ask('https://Other.example:444')).toBe(
    'Pages of "https://Other.example:444" may not connect here. To let them, add it to allowedOrigins: ["https://other.example:444"].',
  )
})

test.each(['app.example', 'https://app.example/path', ''])(
  '%j in allowedOrigins is a mistake that is told',
  (entry) => {
    expect(() => new OriginPolicy([entry])).toThrow(
      `allowedOrigins holds ${JSON.stringify(entry)}, which is not an origin.`,
    )
  },
)

test('"*" lets any page in, even one without an origin to speak of', () => {
  const open = new OriginPolicy(['*'])
  for (const origin of ['https://evil.example', 'null']) {
    expect(open.refusal({ origin, host: 'x', isEncrypted: false, boundAddress: '::' })).toBeUndefined()
  }
})

test('patterns let in what they match', () => {
  const some = new OriginPolicy([], ['https://*.app.example', 'http://localhost:[3000,5173]'])
  const ask = (origin: string) => some.refusal({ origin, host: 'x', isEncrypted: false, boundAddress: '::' })
  expect(ask('https://chat.app.example')).toBeUndefined()
  expect(ask('https://Chat.App.example')).toBeUndefined()
  expect(ask('http://localhost:5173')).toBeUndefined()
  expect(ask('https://app.example')).toMatch(/may not connect/)
  expect(ask('http://localhost:8080')).toMatch(/may not connect/)
})
