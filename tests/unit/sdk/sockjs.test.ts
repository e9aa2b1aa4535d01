import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { createServer as createSockJs, type Connection } from 'sockjs'
import { connect, ConnectError, createClient } from '@stompbox/sdk'
import { sockjs, type SockJsOptions } from '@stompbox/sdk/sockjs'
import { quick, until } from './sessions.ts'

afterEach(() => {
  vi.doUnmock('sockjs-client')
  vi.resetModules()
})

/** Answers CONNECT and DISCONNECT, and sends every SEND's body back to sub-0. */
async function sockJsServer() {
  const sessions: Connection[] = []
  const endpoint = createSockJs({ prefix: '/ws-stomp', log: () => undefined })
  endpoint.on('connection', (connection) => {
    sessions.push(connection)
    connection.on('data', (frame) => {
      const [, body = ''] = frame.slice(0, -1).split('\n\n')
      if (frame.startsWith('CONNECT')) connection.write('CONNECTED\nversion:1.2\n\n\0')
      if (frame.startsWith('SEND'))
        connection.write(`MESSAGE\nsubscription:sub-0\ndestination:/a\n\n${body}\0`)
      if (frame.startsWith('DISCONNECT')) connection.write('RECEIPT\nreceipt-id:close-0\n\n\0')
    })
  })
  const server = createServer()
  endpoint.installHandlers(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/ws-stomp`,
    sessions,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test.each<[SockJsOptions | undefined, string]>([
  [undefined, 'websocket'],
  [{ transports: ['xhr-streaming'] }, 'xhr-streaming'],
  [{ transports: ['xhr-polling'] }, 'xhr-polling'],
])('a session over SockJS with %o goes over %s', async (options, transport) => {
  await using server = await sockJsServer()
  const client = await connect(`http://${server.address}`, { ...quick, webSocket: sockjs(options) })
  const heard = new Promise((resolve) => client.subscribe('/a', ({ body }) => resolve(body)))
  await client.send('/a', { text: '안녕' })
  expect(await heard).toEqual({ text: '안녕' })
  expect(server.sessions[0]?.protocol).toBe(transport)
  await client.disconnect()
})

test('a ws address is taken for the http address it stands for', async () => {
  await using server = await sockJsServer()
  const client = await connect(`ws://${server.address}`, { ...quick, webSocket: sockjs() })
  expect(client.state.status).toBe('connected')
  await client.disconnect()
})

test('after the end of a SockJS session the client comes back', async () => {
  await using server = await sockJsServer()
  const client = await connect(`http://${server.address}`, { ...quick, webSocket: sockjs() })
  server.sessions[0]?.close(3000 as never, 'Go away!')
  expect((await until(client, 'waiting')).reason).toMatchObject({
    kind: 'server',
    closeCode: 3000,
    retry: true,
  })
  await until(client, 'connected')
  await client.disconnect()
})

test('a server that is not there is the network, not the 1002 that SockJS makes of it', async () => {
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const { port } = gone.address() as AddressInfo
  await new Promise((resolve) => gone.close(resolve))
  const client = createClient(`http://127.0.0.1:${port}/ws-stomp`, { ...quick, webSocket: sockjs() })
  await expect(client.connect()).rejects.toThrow(ConnectError)
  expect(client.state).toMatchObject({ status: 'closed', reason: { kind: 'network', retry: true } })
})

test('bytes are refused by name and end nothing', async () => {
  await using server = await sockJsServer()
  const client = await connect(`http://${server.address}`, { ...quick, webSocket: sockjs() })
  await expect(client.send('/a', new Uint8Array(1))).rejects.toThrow('SockJS carries text only')
  expect(client.state.status).toBe('connected')
  await client.disconnect()
})

test('without the package the reason says how to get it', async () => {
  vi.doMock('sockjs-client', () => {
    throw new Error("Cannot find package 'sockjs-client'")
  })
  vi.resetModules()
  const fresh = await import('@stompbox/sdk/sockjs')
  const client = createClient('http://127.0.0.1:1/ws-stomp', { ...quick, webSocket: fresh.sockjs() })
  await expect(client.connect()).rejects.toThrow('npm install sockjs-client')
})
