/** What docs/guides/from-spring.md shows, run as it stands there but for the port. */
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Peer } from '../../conformance/peer.ts'
import type { Command } from '../../support/command.ts'
import { code, codeBlocks, page, table } from '../../support/markdown.ts'
import { Snippet, folderForSnippets, remove, startConfigured, stopSnippets } from './snippet.ts'

const guide = page('docs/guides/from-spring.md')
/** The program that holds the text. */
const program = (text: string): string =>
  codeBlocks(guide).find((block) => block.language === 'ts' && block.text.includes(text))!.text

const shortest = program("app.message('/chat/message'")
const sample = codeBlocks(guide).find(({ language }) => language === 'text')!.text

let folder: string
beforeAll(() => void (folder = folderForSnippets()))
afterAll(() => remove(folder))

let command: Command
afterEach(stopSnippets)

/** The command with a configuration of the guide. @returns its port */
async function broker(text: string): Promise<string> {
  command = startConfigured(folder, text)
  const [, port] = await command.prints(/STOMP +ws:\/\/localhost:(\d+)\/ws-stomp\/websocket\n[^]*Ctrl-C.*\n/)
  return port!
}

const open = (port: string): Promise<Peer> => Peer.open(`ws://localhost:${port}/ws-stomp/websocket`)

const send = (destination: string, body: string, headers = ''): string =>
  `SEND\ndestination:${destination}\n${headers}\n${body}␀`

const subscribe = (id: string, destination: string): string =>
  `SUBSCRIBE\nid:${id}\ndestination:${destination}\n\n␀`

test('the shortest way serves the page of the tutorials', async () => {
  const port = await broker(shortest)
  const stock = codeBlocks(page('README.md')).find(({ text }) => text.includes('Stomp.over'))!.text
  const client = Snippet.typescript(folder, 'stock-page', stock.replaceAll('8080', port))
  await client.prints(/^hello$/m)
})

describe('the controller', () => {
  test('does what the one in Spring does', async () => {
    const peer = await open(await broker(program('chat.catch(')))
    await peer.connects('1.2')
    peer.writes(
      subscribe('room', '/sub/chat/room/lobby') + subscribe('typing', '/sub/chat/room/lobby/typing'),
    )
    peer.writes(subscribe('errors', '/user/queue/errors') + subscribe('rooms', '/pub/chat/rooms'))
    const reads = async () => {
      const frame = await peer.reads('MESSAGE')
      return [frame.get('subscription'), frame.text]
    }
    expect(await reads()).toEqual(['rooms', '["lobby","dev"]'])
    peer.writes(send('/pub/chat/message', '{"type":"ENTER","roomId":"lobby","sender":"김","extra":1}'))
    const entered = '{"type":"ENTER","roomId":"lobby","sender":"김","message":"김님이 입장하셨습니다."}'
    expect(await reads()).toEqual(['room', entered])
    peer.writes(send('/pub/chat/message', '{"type":"TALK","roomId":"lobby","sender":"김"}'))
    expect(await reads()).toEqual(['room', '{"type":"TALK","roomId":"lobby","sender":"김","message":null}'])
    peer.writes(send('/pub/chat/room/lobby/typing', '김'))
    expect(await reads()).toEqual(['typing', '김'])
    peer.writes(send('/pub/chat/message', '{"type":"TALK","roomId":"lobby","sender":""}'))
    expect(await reads()).toEqual(['errors', '보낼 수 없는 메시지입니다.'])
  })
})

test('what is not granted ends the connection as Spring Security does', async () => {
  const secret = 'thirty-two bytes of a secret, or more'
  const port = await broker(program('jwt({ secret').replace("process.env['JWT_SECRET'] ?? ''", `'${secret}'`))
  const token = await new SignJWT({ sub: 'kim', role: 'USER' })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret))
  const peer = await open(port)
  await peer.connects('1.2', `Authorization:Bearer ${token}\n`)
  peer.writes(subscribe('0', '/sub/chat') + send('/pub/none', '') + subscribe('1', '/sub/admin/log'))
  const general = 'Failed to send message to ExecutorSubscribableChannel[clientInboundChannel]'
  expect((await peer.reads('ERROR')).get('message')).toBe(general)
  expect((await peer.closed()).code).toBe(1002)
})

/** Time and session are of that run. */
const masked = (log: string): string[] =>
  log.split('\n').flatMap((line) => {
    const [, event] = /^\d\d:\d\d:\d\d {2}(ignored +)[\da-f]{8} /.exec(line) ?? []
    return event === undefined ? [] : [line.replace(/^\S+ +\S+ +\S+ +/, '')]
  })

test('the log says what the guide shows', async () => {
  const port = await broker(shortest)
  const silent = await open(port)
  silent.writes('CONNECT\n\n␀')
  await command.prints(/accept-version/)
  const peer = await open(port)
  await peer.connects('1.2')
  peer.writes('SUBSCRIBE\nid:sub-0\ndestination:/sub/chat/room/1\nreceipt:r1\n\n␀')
  peer.writes(subscribe('sub-1', '/topic/news'))
  peer.writes(send('/pub/chat/mesage', '{"roomId":"1"}'))
  peer.writes(send('/pub/chat/message', '{"roomId":"1"}', 'content-type:text/plain\n'))
  peer.writes('DISCONNECT\n\n␀')
  await peer.reads('ERROR')
  await command.prints(/disconnected/)
  expect(masked(sample)).toEqual(masked(command.stdout))
  expect(masked(sample)).toHaveLength(6)
})

/** Public methods of Spring 5.3, 6.2 and 7.0. */
const methods: Readonly<Record<string, string>> = {
  WebSocketMessageBrokerConfigurer:
    'registerStompEndpoints configureWebSocketTransport configureClientInboundChannel configureClientOutboundChannel addArgumentResolvers addReturnValueHandlers configureMessageConverters configureMessageBroker getPhase',
  StompEndpointRegistry:
    'addEndpoint setOrder setUrlPathHelper setErrorHandler setPreserveReceiveOrder withSockJS setHandshakeHandler addInterceptors setAllowedOrigins setAllowedOriginPatterns',
  SockJsServiceRegistration:
    'setTaskScheduler setClientLibraryUrl setStreamBytesLimit setSessionCookieNeeded setHeartbeatTime setDisconnectDelay setHttpMessageCacheSize setWebSocketEnabled setTransportHandlers setTransportHandlerOverrides setInterceptors setSuppressCors setSupressCors setMessageCodec',
  MessageBrokerRegistry:
    'enableSimpleBroker enableStompBrokerRelay configureBrokerChannel setApplicationDestinationPrefixes setUserDestinationPrefix setUserRegistryOrder setPathMatcher setCacheLimit setPreservePublishOrder setTaskScheduler setHeartbeatValue setSelectorHeaderName',
  WebSocketTransportRegistration:
    'setMessageSizeLimit setSendTimeLimit setSendBufferSizeLimit setTimeToFirstMessage setDecoratorFactories addDecoratorFactory',
  ChannelRegistration: 'interceptors setInterceptors taskExecutor executor',
}

const annotations =
  '@MessageMapping @SubscribeMapping @SendTo @SendToUser @DestinationVariable @Payload @Header @Headers @Valid @Validated @MessageExceptionHandler @ControllerAdvice Principal SimpMessagingTemplate SimpUserRegistry SessionConnectEvent SessionConnectedEvent SessionSubscribeEvent SessionUnsubscribeEvent SessionDisconnectEvent ChannelInterceptor HandshakeInterceptor HandshakeHandler'

const named = (heading: string): string[] =>
  table(guide, heading).flatMap(([spring]) => code(spring).map((text) => /[\w@]+/.exec(text)![0]))

test.each(Object.entries(methods))('every method of %s has its line', (type, names) => {
  const listed = named(`### \`${type}\``)
  expect(names.split(' ').filter((name) => !listed.includes(name))).toEqual([])
})

test('every annotation has its line', () => {
  const listed = table(guide, '## Annotations and beans').flatMap(([spring]) => code(spring))
  const has = (name: string) => listed.some((text) => new RegExp(`^${name}\\b`).test(text))
  expect(annotations.split(' ').filter((name) => !has(name))).toEqual([])
})
