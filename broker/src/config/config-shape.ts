import { isIPv6 } from 'node:net'
import { z } from 'zod'
import { type Limits, defaultLimits } from '../core/limits.ts'
import { nearest } from '../destination/nearest.ts'
import { type BrokerConfig, profileNames } from './broker-config.ts'

// The error of every leaf finishes the sentence «<key>: <value> is not …».
const wholeNumber = (least: number, most: number) => {
  const range = most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${most}`
  const error = `a whole number${range}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

const unlimitedOr = (number: z.ZodInt) =>
  z.preprocess((value) => (value === Infinity ? undefined : value), number.optional())

/** Rates and times may be without bound; what is kept may not. */
const mayBeUnlimited = /(PerSecond|PerAddress|Ms)$/

const path = z
  .string({ error: 'a path that starts with /' })
  .startsWith('/', { error: 'a path that starts with /' })
const flag = z.boolean({ error: 'true or false' })
const text = (error: string) => z.string({ error }).min(1, { error })
const listOf = <T extends z.ZodType>(item: T, error: string) => z.array(item, { error })

// The broker looks at its sessions every 100 ms; a shorter promise could not be kept.
const leastHeartBeatMs = 250
const heartBeatError = `0, or a whole number of milliseconds, ${leastHeartBeatMs} or more`
const heartBeatMs = z
  .int({ error: heartBeatError })
  .refine((ms) => ms === 0 || ms >= leastHeartBeatMs, { error: heartBeatError })
const functionLike = (error: string) => z.custom((value) => typeof value === 'function', { error })
const limitKeys = Object.keys(defaultLimits) as (keyof Limits)[]

const limit = (key: keyof Limits) => {
  const number = wholeNumber(1, key.endsWith('Percent') ? 100 : Number.MAX_SAFE_INTEGER)
  return mayBeUnlimited.test(key) ? unlimitedOr(number) : number.optional()
}

const isOrigin = (value: string): boolean =>
  value === 'null' || (/^[a-z][a-z\d+.-]*:\/\/[^\s/\\?#@,]+$/i.test(value) && URL.canParse(value))

const allowedOrigin = z
  .string({ error: 'an origin such as https://chat.example' })
  .refine((value) => value === '*' || isOrigin(value), {
    error: 'an origin such as https://chat.example: scheme, host and port, no path',
  })

const hostError = 'a host such as chat.example: a name or an address, no port'
const isHost = (value: string): boolean =>
  isIPv6(value.replace(/^\[(.*)\]$/, '$1')) ||
  (/^[^\s/\\?#@,:*]+$/.test(value) && URL.canParse(`http://${value}`))

const host = z.string({ error: hostError }).refine(isHost, { error: hostError })

const sockJsError = 'true, false, or settings such as { heartBeatMs: 25000 }'
const sockjs = z.union(
  [
    flag,
    strict({
      heartBeatMs: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
      disconnectDelayMs: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
      maxStreamBytes: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
      cookieNeeded: flag.optional(),
      webSocket: flag.optional(),
    }),
  ],
  { error: sockJsError },
)

const endpoints = z.record(path, strict({ sockjs: sockjs.optional() }), {
  error: ({ code }) =>
    code === 'invalid_key'
      ? 'an endpoint, whose path starts with /'
      : 'paths with their settings, such as { "/ws": {} }',
})

const pemFile = text('the path of a PEM file').optional()
const tlsError = 'keyFile and certFile, or options of node:tls'
const tls = z
  .looseObject({ keyFile: pemFile, certFile: pemFile }, { error: tlsError })
  .refine(({ keyFile, certFile, key, cert, pfx }) => ((keyFile ?? key) && (certFile ?? cert)) ?? pfx, {
    error: tlsError,
  })

/** The shape of {@link BrokerConfig}, key by key; a key added there and not here does not compile. */
const keys = {
  profile: z.enum(profileNames, { error: `one of ${profileNames.join(', ')}` }).optional(),
  spring: strict({
    selectorHeader: text('the name of a header, such as selector').optional(),
    maxMessageBytes: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
    maxTextMessageChars: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
    maxBinaryMessageBytes: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
    errorHandler: flag.optional(),
  }).optional(),
  port: wholeNumber(0, 65535).optional(),
  host: text('a host name or address').optional(),
  tcp: strict({
    port: wholeNumber(0, 65535),
    host: text('a host name or address').optional(),
    tls: tls.optional(),
  }).optional(),
  endpoints: endpoints.optional(),
  prefixes: strict({
    application: listOf(path, 'a list of prefixes, such as ["/app"]').optional(),
    broker: listOf(path, 'a list of prefixes, such as ["/topic"]').optional(),
    user: path.optional(),
  }).optional(),
  separator: z.enum(['/', '.'], { error: '"/" or "."' }).optional(),
  heartBeat: strict({ sendMs: heartBeatMs.optional(), receiveMs: heartBeatMs.optional() }).optional(),
  allowedOrigins: listOf(allowedOrigin, 'a list of origins, such as ["https://chat.example"]').optional(),
  allowedOriginPatterns: listOf(
    text('a pattern such as https://*.chat.example'),
    'a list of patterns, such as ["https://*.chat.example"]',
  ).optional(),
  allowedHosts: listOf(host, 'a list of hosts, such as ["chat.example"]').optional(),
  authenticate: functionLike('a function, such as ({ login, passcode }) => …').optional(),
  authorize: functionLike('a function, such as ({ action, destination, user }) => …').optional(),
  limits: strict(Object.fromEntries(limitKeys.map((key) => [key, limit(key)]))).optional(),
  static: text('the path of a folder').optional(),
  application: functionLike('a function, such as (app) => app.message(…)').optional(),
} satisfies Record<keyof BrokerConfig, z.ZodType>

export const configShape = strict(keys)

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
