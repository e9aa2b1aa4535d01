import { expect, test } from 'vitest'
import { StartError, listenError, tcpError } from '../../../broker/src/cli/listen-error.ts'
import { nodeTooOld } from '../../../broker/src/cli/node-version.ts'

const failing = (code: string) => Object.assign(new Error(code), { code })

test.each([
  [
    'EADDRINUSE',
    8080,
    'Port 8080 on localhost is taken by another program. Choose another with --port 8081, or let the system pick a free one with --port 0.',
  ],
  ['EACCES', 80, 'Port 80 is not open to this user. Ports from 1024 up are: try --port 8080.'],
  ['EADDRNOTAVAIL', 1, 'This machine has no address localhost. --host 0.0.0.0 listens on all it has.'],
  [
    'ENOTFOUND',
    1,
    'There is no host localhost. --host localhost serves this machine, --host 0.0.0.0 every network.',
  ],
])('%s', (code, port, message) => {
  expect(listenError(failing(code), 'localhost', port)).toEqual(new StartError(message))
})

test.each([
  ['EADDRINUSE', /with tcp\.port: 61614, or let the system pick a free one with tcp\.port: 0\.$/],
  ['ENOTFOUND', /^There is no host localhost\. tcp\.host: localhost serves this machine, tcp\.host: /],
  ['ERR_OSSL', /^The key tcp cannot be used: Error: ERR_OSSL$/],
])('of the TCP port: %s', (code, message) => {
  const told = tcpError(failing(code), 'localhost', 61613)
  expect(told).toBeInstanceOf(StartError)
  expect((told as StartError).message).toMatch(message)
})

test('what nobody foresaw stays as it is', () => {
  const error = failing('EMFILE')
  expect(listenError(error, 'localhost', 1)).toBe(error)
})

test('the port above the last is not proposed', () => {
  expect(String(listenError(failing('EADDRINUSE'), 'localhost', 65535))).toContain('--port 65534')
})

test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('Node %s will do', (version) => {
  expect(nodeTooOld(version)).toBeUndefined()
})

test.each(['20.18.9', '18.20.0', '9.0.0'])('Node %s is told what is needed', (version) => {
  expect(nodeTooOld(version)).toMatch(`stompbox needs Node 20.19 or newer, and this is ${version}.`)
})
