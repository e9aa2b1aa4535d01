import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { createBroker } from '@stompbox/broker'
import { expect, test } from 'vitest'

const attach = (given: unknown) => () => createBroker().attach(given as never)

test.each([
  [
    'an express app',
    Object.assign(() => {}, EventEmitter.prototype, { listen: () => {} }),
    /Of an express app: broker\.attach\(app\.listen\(8080\)\)/,
  ],
  ['fastify', { server: createServer(), listen: () => {} }, /Of fastify: broker\.attach\(app\.server\)/],
  ["Vite's server", { httpServer: createServer() }, /Of Vite: broker\.attach\(server\.httpServer\)/],
  ['nothing', undefined, /not undefined\. Make one with createServer\(\) of 'node:http'/],
  ['a port', 8080, /not 8080\./],
])('attach says what to do about %s', (_, given, text) => {
  expect(attach(given)).toThrow(text)
  expect(attach(given)).toThrow(TypeError)
})

test('a server is one before it listens', () => {
  expect(attach(createServer())).not.toThrow()
})
