/** A project of somebody who uses the packages, as files by name. */

const text = '안녕하세요 👋'

/** Somebody logs in with a token, and hears what they say. */
const roundTrip = `
  const secret = 'a secret that two of us know'.padEnd(32)
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = part({ alg: 'HS256' }) + '.' + part({ sub: 'kim' })
  const token = unsigned + '.' + createHmac('sha256', secret).update(unsigned).digest('base64url')

  async function roundTrip() {
    const broker = createBroker({ authenticate: jwt({ secret }) })
    const { port } = await broker.listen({ port: 0 })
    const client = await connect('ws://localhost:' + port + '/ws-stomp', {
      headers: { Authorization: 'Bearer ' + token },
      webSocket: (url, protocols) => new WebSocket(url, protocols),
    })
    const echoed = new Promise((resolve) => client.subscribe('/topic/echo', ({ body }) => resolve(body)))
    await client.send('/topic/echo', ${JSON.stringify(text)}, { until: 'receipt' })
    process.stdout.write(await echoed)
    await client.disconnect()
    await broker.close()
  }
  void roundTrip()
`

const roundTripMjs = `
  import { createHmac } from 'node:crypto'
  import { createBroker } from '@stompbox/broker'
  import { jwt } from '@stompbox/broker/jwt'
  import { connect } from '@stompbox/sdk'
  import { WebSocket } from 'ws'
  ${roundTrip}
`

const roundTripCjs = `
  const { createHmac } = require('node:crypto')
  const { createBroker } = require('@stompbox/broker')
  const { jwt } = require('@stompbox/broker/jwt')
  const { connect } = require('@stompbox/sdk')
  const { WebSocket } = require('ws')
  ${roundTrip}
`

/** What one entry refuses, the other knows. */
const refusalMjs = `
  import { Refusal } from '@stompbox/broker'
  import { jwt } from '@stompbox/broker/jwt'

  const authenticate = jwt({ secret: 'a secret that two of us know'.padEnd(32) })
  await authenticate({ headers: new Map() }).catch((error) => process.stdout.write(String(error instanceof Refusal)))
`

/** With it, what reads configuration files cannot be loaded. */
const noConfigMjs = `
  import { register } from 'node:module'

  const resolve = (name, context, next) => {
    if (/^(jiti|chokidar)\\b/.test(name)) throw new Error(name + ' was loaded')
    return next(name, context)
  }
  register('data:text/javascript,' + encodeURIComponent('export const resolve = ' + resolve))
`

/** Takes the global WebSocket, or that of \`ws\` when it is asked to. */
const conversationMjs = `
  import { connect } from '@stompbox/sdk'

  const [url, from] = process.argv.slice(2)
  const { WebSocket } = from === 'ws' ? await import('ws') : {}
  const options = WebSocket && { webSocket: (url, protocols) => new WebSocket(url, protocols) }
  const client = await connect(url, options)
  const room = client.subscribe('/topic/echo')
  await room.ready
  const outcome = await client.send('/topic/echo', { text: ${JSON.stringify(text)} }, { until: 'receipt' })
  for await (const { body } of room) {
    process.stdout.write(outcome + ' ' + body.text)
    break
  }
  await client.disconnect()
`

/** Serves the built page, and what the page talks to. */
const configTs = `
  import { type BrokerConfig, defineBroker } from '@stompbox/broker'
  import { chat } from '@stompbox/broker/presets/chat'

  const config: BrokerConfig = { static: './dist', application: chat }
  export default defineBroker(config)
`

const indexHtml = `<!doctype html>
  <html lang="ko">
    <head><meta charset="utf-8" /><title>page</title><link rel="icon" href="data:," /></head>
    <body><script type="module" src="/page.js"></script></body>
  </html>
`

const pageJs = `
  import { createElement, StrictMode } from 'react'
  import { createRoot } from 'react-dom/client'
  import { connect, createClient } from '@stompbox/sdk'
  import { StompProvider, useChannel, useConnection, useSend } from '@stompbox/sdk/react'
  import { sockjs } from '@stompbox/sdk/sockjs'

  function Room() {
    const { status } = useConnection()
    const { last } = useChannel('/topic/room')
    const { send } = useSend('/topic/room')
    return createElement(
      'button',
      { onClick: () => send({ text: ${JSON.stringify(text)} }) },
      last === undefined ? status : last.body.text,
    )
  }

  window.show = (url) => {
    const provider = createElement(StompProvider, { client: createClient(url) }, createElement(Room))
    createRoot(document.body).render(createElement(StrictMode, undefined, provider))
  }

  window.echo = async (url, text, transport) => {
    const client = await connect(url, transport ? { webSocket: sockjs({ transport }) } : {})
    const echoed = new Promise((resolve) => client.subscribe('/topic/echo', ({ body }) => resolve(body)))
    await client.send('/topic/echo', text)
    const body = await echoed
    await client.disconnect()
    return body
  }
`

/** The lines that must not compile show that the types are there, and are no \`any\`. */
const nodeTs = `
  import { type BrokerEvent, createBroker, Refusal } from '@stompbox/broker'
  import { jwt, type JwtUser } from '@stompbox/broker/jwt'
  import { chat } from '@stompbox/broker/presets/chat'
  import { connect, ConnectError, type Message } from '@stompbox/sdk'
  import { WebSocket } from 'ws'

  const events: BrokerEvent[] = []
  const broker = createBroker({ application: chat, port: 0 }, { monitor: (event) => events.push(event) })
  const { port } = await broker.listen()
  const client = await connect(\`ws://localhost:\${port.toFixed()}/ws-stomp\`, {
    headers: { login: 'kim' },
    webSocket: (url, protocols) => new WebSocket(url, protocols),
  })
  client.subscribe('/topic/a', ({ body }: Message<{ text: string }>) => body.text.trim())
  await client.send('/topic/a', { text: 'hello' }, { until: 'receipt', timeoutMs: 1_000 })
  if (client.state.status === 'waiting') console.log(client.state.retryAt.toFixed())
  console.log(new ConnectError({ kind: 'network', message: '', retry: true }), Refusal)
  createBroker({
    authenticate: jwt({ jwksUrl: 'https://id.example/keys', issuer: 'https://id.example/' }),
    authorize: ({ user }) => (user as JwtUser).claims['role'] === 'admin',
  })
  // @ts-expect-error
  jwt({ secrets: 'none' })
  // @ts-expect-error
  createBroker({ prot: 1 })
  // @ts-expect-error
  await connect(8080)
  // @ts-expect-error
  client.state.retryAt
`

const browserTs = `
  import { connect, createClient, defineChannels, topic, type ConnectionState } from '@stompbox/sdk'
  import { createStompHooks } from '@stompbox/sdk/react'
  import { sockjs } from '@stompbox/sdk/sockjs'
  import { createTestServer } from '@stompbox/sdk/testing'

  const channels = defineChannels({ room: topic<{ text: string }>()('/topic/room/{roomId}') })
  const typed = createClient('ws://localhost/ws-stomp', { channels, webSocket: createTestServer().webSocket })
  typed.subscribe('room', ({ body }) => body.text.trim(), { params: { roomId: 7 } })
  const { useChannel } = createStompHooks<typeof channels>()
  export const useLast = (roomId: number) => useChannel('room', { params: { roomId } }).last?.body.text.trim()
  // @ts-expect-error
  typed.subscribe('room', () => undefined)
  // @ts-expect-error
  useChannel('hall')
  const client = createClient('ws://localhost/ws-stomp', { webSocket: (url, protocols) => new WebSocket(url, protocols) })
  client.onStateChange((state: ConnectionState) => console.log(state.status))
  await connect('http://localhost/ws-stomp', { webSocket: sockjs({ transports: ['xhr-polling'] }) })
  // @ts-expect-error
  sockjs({ transports: ['jsonp'] })
`

export const echoed = text

export const consumer: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "consumer", "private": true, "type": "module" }',
  'round-trip.mjs': roundTripMjs,
  'round-trip.cjs': roundTripCjs,
  'refusal.mjs': refusalMjs,
  'no-config.mjs': noConfigMjs,
  'conversation.mjs': conversationMjs,
  'stompbox.config.ts': configTs,
  'index.html': indexHtml,
  'page.js': pageJs,
  'node.ts': nodeTs,
  'browser.ts': browserTs,
}
