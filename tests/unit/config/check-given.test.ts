import { type BrokerConfig, createBroker } from '@stompbox/broker'
import { expect, test } from 'vitest'

/** JavaScript may say anything. */
const given = (value: unknown) => value as BrokerConfig

test('createBroker says what is wrong with each key, as the command does', () => {
  const config = given({ aplication: () => {}, port: 'x', endpoints: { ws: {} } })
  expect(() => createBroker(config)).toThrow(TypeError)
  expect(() => createBroker(config)).toThrow(
    [
      'What createBroker was given has 3 problems:',
      "  port: 'x' is not a whole number from 0 to 65535",
      "  endpoints.ws: 'ws' is not an endpoint, whose path starts with /",
      '  there is no key "aplication". Did you mean application?',
    ].join('\n'),
  )
})

test.each([null, 'stompbox.config.ts', 8080])(
  'createBroker does not take %j for a configuration',
  (value) => {
    expect(() => createBroker(given(value))).toThrow(/the configuration: .* is not an object with profile, /)
  },
)

test('createBroker does not take a promise for a configuration', () => {
  const loaded = Promise.resolve({})
  expect(() => createBroker(given(loaded))).toThrow(
    'What createBroker was given is a promise. Await it first.',
  )
})

test('keys that are undefined mean the default', async () => {
  const config = given({ port: undefined, limits: { maxSessions: undefined }, heartBeat: undefined })
  await createBroker(config).close()
})

test('rates and times may be without bound', async () => {
  await createBroker({ limits: { maxFramesPerSecond: Infinity, handlerTimeoutMs: Infinity } }).close()
})

test('reload says the same, and leaves the broker as it was', async () => {
  const broker = createBroker()
  const code = given({ application: {} })
  await expect(broker.reload(code)).rejects.toThrow('application: {} is not a function, such as (app) => ')
  await expect(broker.reload(given({ limits: {}, routes: 1 }))).rejects.toThrow('there is no key "routes"')
  await broker.close()
})
