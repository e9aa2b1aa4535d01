import { z } from 'zod'
import { type BrokerConfig, defaultLimits } from '../index.ts'
import { nearestKey } from './nearest-key.ts'

// The error of every leaf finishes the sentence «<key>: <value> is not …».
const wholeNumber = (least: number, most: number) => {
  const range = most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${most}`
  const error = `a whole number${range}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

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
const limitKeys = Object.keys(defaultLimits)

const isOrigin = (value: string): boolean =>
  value === 'null' || (/^[a-z][a-z\d+.-]*:\/\/[^\s/\\?#@,]+$/i.test(value) && URL.canParse(value))

const origin = z
  .string({ error: 'an origin such as https://chat.example' })
  .refine(isOrigin, { error: 'an origin such as https://chat.example: scheme, host and port, no path' })

const endpoints = z.record(path, strict({ sockjs: flag.optional() }), {
  error: ({ code }) =>
    code === 'invalid_key'
      ? 'an endpoint, whose path starts with /'
      : 'paths with their settings, such as { "/ws": {} }',
})

/** The shape of {@link BrokerConfig}, key by key; a key added there and not here does not compile. */
const keys = {
  port: wholeNumber(0, 65535).optional(),
  host: text('a host name or address').optional(),
  endpoints: endpoints.optional(),
  prefixes: strict({
    application: listOf(path, 'a list of prefixes, such as ["/app"]').optional(),
    broker: listOf(path, 'a list of prefixes, such as ["/topic"]').optional(),
  }).optional(),
  heartBeat: strict({ sendMs: heartBeatMs.optional(), receiveMs: heartBeatMs.optional() }).optional(),
  allowedOrigins: listOf(origin, 'a list of origins, such as ["https://chat.example"]').optional(),
  limits: strict(
    Object.fromEntries(limitKeys.map((key) => [key, wholeNumber(1, Number.MAX_SAFE_INTEGER).optional()])),
  ).optional(),
  static: text('the path of a folder').optional(),
  application: z
    .custom((value) => typeof value === 'function', { error: 'a function, such as (app) => app.message(…)' })
    .optional(),
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
  const nearest = nearestKey(key, known)
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return `there is no key ${JSON.stringify(key)}.${meant} Known: ${known.join(', ')}.`
}
