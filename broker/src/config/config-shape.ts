import { isIPv6 } from 'node:net'
import { z } from 'zod/mini'
import { type Limits, defaultLimits } from '../core/limits.ts'
import { nearest } from '../destination/nearest.ts'
import { type BrokerConfig, profileNames } from './broker-config.ts'

// The error of every leaf finishes the sentence «<key>: <value> is not …».
const integer = (least: number, most: number, error: string) =>
  z.int({ error }).check(z.minimum(least, { error }), z.maximum(most, { error }))

const noMost = Number.MAX_SAFE_INTEGER
const wholeNumber = (least: number, most = noMost) =>
  integer(
    least,
    most,
    `a whole number${most === noMost ? `, ${least} or more` : ` from ${least} to ${most}`}`,
  )

const orInfinity = 'a whole number, 1 or more, or Infinity'
const unlimitedOrWhole = z.union([z.literal(Infinity), integer(1, noMost, orInfinity)], { error: orInfinity })

/** Rates and times may be without bound; what is kept may not. */
const mayBeUnlimited = /(PerSecond|PerAddress|Ms)$/

const path = z
  .string({ error: 'a path that starts with /' })
  .check(z.startsWith('/', { error: 'a path that starts with /' }))
const flag = z.boolean({ error: 'true or false' })
const text = (error: string) => z.string({ error }).check(z.minLength(1, { error }))
const listOf = <T extends z.ZodMiniType>(item: T, error: string) => z.array(item, { error })

// The broker looks at its sessions every 100 ms; a shorter promise could not be kept.
const leastHeartBeatMs = 250
const heartBeatError = `0, or a whole number of milliseconds, ${leastHeartBeatMs} or more`
const heartBeatMs = z
  .int({ error: heartBeatError })
  .check(z.refine((ms) => ms === 0 || ms >= leastHeartBeatMs, { error: heartBeatError }))
const functionLike = (error: string) => z.custom((value) => typeof value === 'function', { error })
const limitKeys = Object.keys(defaultLimits) as (keyof Limits)[]

const limit = (key: keyof Limits) => {
  if (key.endsWith('Percent')) return wholeNumber(1, 100)
  return mayBeUnlimited.test(key) ? unlimitedOrWhole : wholeNumber(1)
}

const isOrigin = (value: string): boolean =>
  value === 'null' || (/^[a-z][a-z\d+.-]*:\/\/[^\s/\\?#@,]+$/i.test(value) && URL.canParse(value))

const allowedOrigin = z.string({ error: 'an origin such as https://chat.example' }).check(
  z.refine((value) => value === '*' || isOrigin(value), {
    error: 'an origin such as https://chat.example: scheme, host and port, no path',
  }),
)

const hostError = 'a host such as chat.example: a name or an address, no port'
const isHost = (value: string): boolean =>
  isIPv6(value.replace(/^\[(.*)\]$/, '$1')) ||
  (/^[^\s/\\?#@,:*]+$/.test(value) && URL.canParse(`http://${value}`))

const host = z.string({ error: hostError }).check(z.refine(isHost, { error: hostError }))

const sockjs = z.union(
  [
    flag,
    settings({
      heartBeatMs: wholeNumber(1),
      disconnectDelayMs: wholeNumber(1),
      maxStreamBytes: wholeNumber(1),
      cookieNeeded: flag,
      webSocket: flag,
    }),
  ],
  { error: 'true, false, or settings such as { heartBeatMs: 25000 }' },
)

const endpoints = z.record(path, settings({ sockjs }), {
  error: ({ code }) =>
    code === 'invalid_key'
      ? 'an endpoint, whose path starts with /'
      : 'paths with their settings, such as { "/ws": {} }',
})

const pemFile = z.optional(text('the path of a PEM file'))
const tlsError = 'keyFile and certFile, or options of node:tls'
const hasKeyAndCert = ({ keyFile, certFile, key, cert, pfx }: Record<string, unknown>): unknown =>
  ((keyFile ?? key) && (certFile ?? cert)) ?? pfx
const tls = z
  .looseObject({ keyFile: pemFile, certFile: pemFile }, { error: tlsError })
  .check(z.refine(hasKeyAndCert, { error: tlsError }))

/** The shape of {@link BrokerConfig}, key by key; a key added there and not here does not compile. */
export const configShape = settings({
  profile: z.enum(profileNames, { error: `one of ${profileNames.join(', ')}` }),
  spring: settings({
    selectorHeader: text('the name of a header, such as selector'),
    maxMessageBytes: wholeNumber(1),
    maxTextMessageChars: wholeNumber(1),
    maxBinaryMessageBytes: wholeNumber(1),
    errorHandler: flag,
  }),
  port: wholeNumber(0, 65535),
  host: text('a host name or address'),
  tcp: strict({
    port: wholeNumber(0, 65535),
    host: z.optional(text('a host name or address')),
    tls: z.optional(tls),
  }),
  endpoints,
  prefixes: settings({
    application: listOf(path, 'a list of prefixes, such as ["/app"]'),
    broker: listOf(path, 'a list of prefixes, such as ["/topic"]'),
    user: path,
  }),
  separator: z.enum(['/', '.'], { error: '"/" or "."' }),
  heartBeat: settings({ sendMs: heartBeatMs, receiveMs: heartBeatMs }),
  allowedOrigins: listOf(allowedOrigin, 'a list of origins, such as ["https://chat.example"]'),
  allowedOriginPatterns: listOf(
    text('a pattern such as https://*.chat.example'),
    'a list of patterns, such as ["https://*.chat.example"]',
  ),
  allowedHosts: listOf(host, 'a list of hosts, such as ["chat.example"]'),
  authenticate: functionLike('a function, such as ({ login, passcode }) => …'),
  authorize: functionLike('a function, such as ({ action, destination, user }) => …'),
  limits: settings(Object.fromEntries(limitKeys.map((key) => [key, limit(key)]))),
  static: text('the path of a folder'),
  application: functionLike('a function, such as (app) => app.message(…)'),
} satisfies Record<keyof BrokerConfig, z.ZodMiniType>)

/** What may all be left out. */
function settings<T extends z.core.$ZodShape>(shape: T) {
  return z.partial(strict(shape))
}

/** An object that takes no other keys. One line per key it does not know. */
function strict<T extends z.core.$ZodShape>(shape: T) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, known)).join('\n')
        : `an object with ${known.join(', ')}`,
  })
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  const instead = near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${near}?`
  return `there is no key ${JSON.stringify(key)}. ${instead}`
}
