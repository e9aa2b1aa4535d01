import { defaultLimits } from '@stompbox/broker'
import { describe, expect, test } from 'vitest'
import { checkConfig } from '../../../broker/src/config/check-config.ts'

const check = (value: unknown) => checkConfig(value, 'stompbox.config.ts')

/** The lines after the heading. */
function problems(value: unknown): string[] {
  try {
    check(value)
    return []
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trimStart())
  }
}

describe('what is right passes', () => {
  test('every key', () => {
    const config = {
      port: 0,
      host: '0.0.0.0',
      tcp: {
        port: 61614,
        host: 'localhost',
        tls: { key: Buffer.from('key'), cert: 'cert', requestCert: true },
      },
      endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
      prefixes: { application: ['/pub'], broker: ['/sub'] },
      heartBeat: { sendMs: 0, receiveMs: 600_000 },
      allowedOrigins: ['https://chat.example', 'http://localhost:5173', 'http://[::1]:3000', 'null'],
      allowedHosts: ['chat.example', '192.168.0.7', '::1', '[::1]', 'my-laptop'],
      limits: defaultLimits,
      static: './dist',
      application: () => {},
    }
    expect(check(config)).toEqual(config)
  })

  test('a key that is undefined is left out, so that its default counts', () => {
    const config = check({ port: undefined, host: 'a', heartBeat: { sendMs: undefined, receiveMs: 5_000 } })
    expect(Object.keys(config)).toEqual(['host', 'heartBeat'])
    expect(Object.keys(config.heartBeat ?? {})).toEqual(['receiveMs'])
  })
})

test.each([
  [{ port: 99_999 }, 'port: 99999 is not a whole number from 0 to 65535'],
  [{ port: '8080' }, "port: '8080' is not a whole number from 0 to 65535"],
  [{ port: 1.5 }, 'port: 1.5 is not a whole number from 0 to 65535'],
  [{ host: '' }, "host: '' is not a host name or address"],
  [{ tcp: {} }, 'tcp.port: undefined is not a whole number from 0 to 65535'],
  [
    { tcp: { port: 1, tls: { keyFile: 'key.pem' } } },
    "tcp.tls: { keyFile: 'key.pem' } is not keyFile and certFile, or options of node:tls",
  ],
  [{ tcp: { port: 1, tls: true } }, 'tcp.tls: true is not keyFile and certFile, or options of node:tls'],
  [{ endpoints: ['/ws'] }, `endpoints: [ '/ws' ] is not paths with their settings, such as { "/ws": {} }`],
  [{ endpoints: { ws: {} } }, "endpoints.ws: 'ws' is not an endpoint, whose path starts with /"],
  [{ endpoints: { '/ws': true } }, 'endpoints./ws: true is not an object with sockjs'],
  [
    { endpoints: { '/ws': { sockjs: 1 } } },
    'endpoints./ws.sockjs: 1 is not true, false, or settings such as { heartBeatMs: 25000 }',
  ],
  [
    { prefixes: { broker: '/topic' } },
    `prefixes.broker: '/topic' is not a list of prefixes, such as ["/topic"]`,
  ],
  [
    { prefixes: { broker: ['/sub', 'topic'] } },
    "prefixes.broker.1: 'topic' is not a path that starts with /",
  ],
  [
    { heartBeat: { sendMs: -1 } },
    'heartBeat.sendMs: -1 is not 0, or a whole number of milliseconds, 250 or more',
  ],
  [
    { heartBeat: { receiveMs: 249 } },
    'heartBeat.receiveMs: 249 is not 0, or a whole number of milliseconds, 250 or more',
  ],
  [
    { allowedOrigins: ['https://chat.example/app'] },
    "allowedOrigins.0: 'https://chat.example/app' is not an origin such as https://chat.example: scheme, host and port, no path",
  ],
  [
    { allowedHosts: ['chat.example:8080'] },
    "allowedHosts.0: 'chat.example:8080' is not a host such as chat.example: a name or an address, no port",
  ],
  [
    { allowedHosts: ['https://chat.example'] },
    "allowedHosts.0: 'https://chat.example' is not a host such as chat.example: a name or an address, no port",
  ],
  [
    { allowedHosts: ['*.chat.example'] },
    "allowedHosts.0: '*.chat.example' is not a host such as chat.example: a name or an address, no port",
  ],
  [{ limits: { maxSubscriptions: 0 } }, 'limits.maxSubscriptions: 0 is not a whole number, 1 or more'],
  [
    { limits: { refuseSessionsPercent: 101 } },
    'limits.refuseSessionsPercent: 101 is not a whole number from 1 to 100',
  ],
  [
    { limits: { maxSessionsPerAddress: 0.5 } },
    'limits.maxSessionsPerAddress: 0.5 is not a whole number, 1 or more, or Infinity',
  ],
  [
    { limits: { drainTimeoutMs: -1 } },
    'limits.drainTimeoutMs: -1 is not a whole number, 1 or more, or Infinity',
  ],
  [
    { limits: { maxFramesPerSecond: '5' } },
    "limits.maxFramesPerSecond: '5' is not a whole number, 1 or more, or Infinity",
  ],
  [{ limits: { maxSessions: Infinity } }, 'limits.maxSessions: Infinity is not a whole number, 1 or more'],
  [{ static: true }, 'static: true is not the path of a folder'],
  [{ application: {} }, 'application: {} is not a function, such as (app) => app.message(…)'],
])('%j', (config, problem) => {
  expect(problems(config)).toEqual([problem])
})

describe('a key nobody knows', () => {
  test('is refused with the nearest known one', () => {
    expect(problems({ prot: 1 })).toEqual(['there is no key "prot". Did you mean port?'])
  })

  test('that is like none is refused with all there are', () => {
    expect(problems({ x: 1 })).toEqual([
      'there is no key "x". ' +
        'Known: profile, spring, port, host, tcp, endpoints, prefixes, separator, heartBeat, allowedOrigins, allowedOriginPatterns, allowedHosts, authenticate, authorize, limits, static, application.',
    ])
  })

  test('is refused at every depth, under the name of what holds it', () => {
    expect(problems({ endpoints: { '/ws': { sockJs: true } }, prefixes: { app: [] } })).toEqual([
      'endpoints./ws: there is no key "sockJs". Did you mean sockjs?',
      'prefixes: there is no key "app". Known: application, broker, user.',
    ])
    expect(problems({ limits: { maxSubscription: 3 } })[0]).toMatch(
      /^limits: there is no key "maxSubscription"\. Did you mean maxSubscriptions\?/,
    )
  })

  test('stays on one line, whatever it is called', () => {
    expect(problems({ 'a\nb': 1 })[0]).toMatch(/^there is no key "a\\nb"/)
  })
})

test('all problems are told at once, under the name of the file', () => {
  expect(() => check({ port: -1, host: 5 })).toThrow(
    [
      'stompbox.config.ts has 2 problems:',
      '  port: -1 is not a whole number from 0 to 65535',
      '  host: 5 is not a host name or address',
    ].join('\n'),
  )
})

test('a long value is cut', () => {
  expect(problems({ port: 'x'.repeat(500) })[0]!.length).toBeLessThan(200)
})

test('a promise is no configuration, though it is an object without unknown keys', () => {
  expect(() => check(Promise.resolve({}))).toThrow(
    'stompbox.config.ts exports a promise. Write: export default await …',
  )
})
