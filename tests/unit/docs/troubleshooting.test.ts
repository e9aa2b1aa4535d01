/** The headings of docs/guides/troubleshooting.md are what people see: each comes from whoever says it. */
import { join } from 'node:path'
import { createServer } from 'node:http'
import { Client } from '@stomp/stompjs'
import { createBroker } from '@stompbox/broker'
import SockJS from 'sockjs-client'
import { expect, test } from 'vitest'
import { missingPackage } from '../../../broker/src/config-file/missing-package.ts'
import { listenError } from '../../../broker/src/cli/listen-error.ts'
import { Bench } from '../../support/bench.ts'
import { code, headings, page } from '../../support/markdown.ts'

function thrown(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}

/** The `message` of the ERROR that these frames bring. */
function refused(frames: string, afterMs = 0): string {
  const bench = new Bench({
    application: (app) => app.message('/chat/message', () => {}),
  })
  const peer = bench.open()
  if (frames !== '') peer.writes(frames)
  bench.clock.advance(afterMs)
  const error = peer.readsAll().at(-1) ?? ''
  return /^message:(.*)$/m.exec(error)?.[1]?.replaceAll('\\c', ':') ?? error
}

const connect = 'CONNECT\naccept-version:1.2\nheart-beat:10000,0\n\n␀'

const notFound = Object.assign(new Error("Cannot find package '@stompbox/broker'"), {
  code: 'ERR_MODULE_NOT_FOUND',
})

const saidBy: Readonly<Record<string, () => string | Promise<string>>> = {
  "The URL's scheme must be either 'http:' or 'https:'. 'ws:' is not allowed.": () =>
    thrown(() => new SockJS('ws://localhost:8080/ws-stomp')),
  'There is no underlying STOMP connection': () =>
    thrown(() => new Client().publish({ destination: '/pub/a' })),
  'Nothing takes SEND "/pub/chat/mesage". Did you mean /pub/chat/message?': () =>
    refused(`${connect}SEND\ndestination:/pub/chat/mesage\n\n␀`),
  'Nothing takes SUBSCRIBE "/chat/room/1". Did you mean /sub/chat/room/1?': () =>
    refused(`${connect}SUBSCRIBE\nid:0\ndestination:/chat/room/1\n\n␀`),
  'Nothing takes SUBSCRIBE "/pub/chat/message". The route there takes SEND': () =>
    refused(`${connect}SUBSCRIBE\nid:0\ndestination:/pub/chat/message\n\n␀`),
  'The first frame must be CONNECT or STOMP, got SEND.': () => refused('SEND\ndestination:/pub/a\n\n␀'),
  'No CONNECT within 10 s.': () => refused('', 11_000),
  'Expected a command or a line end between frames, found "{".': () => refused('{"type":"hello"}'),
  'SEND was begun and did not end within 30 s.': () =>
    refused(`${connect.replace('10000', '0')}SEND\ndestination:/pub/a\n\nx`, 31_000),
  'Nothing arrived for 20000 ms, and you promised a heart-beat every 10000 ms.': () =>
    refused(connect, 20_000),
  'Port 8080 on localhost is taken by another program.': () =>
    (listenError(Object.assign(new Error(), { code: 'EADDRINUSE' }), 'localhost', 8080) as Error).message,
  'stompbox.config.ts imports @stompbox/broker, which is not installed here': () =>
    missingPackage(join(process.cwd(), 'stompbox.config.ts'), notFound)!,
  'attach takes a server of node:http': () =>
    thrown(() => createBroker().attach((() => createServer()) as never)),
}

/** Of browsers, of pages in them, and of what other tests look at. */
const saidElsewhere = [
  'ReferenceError: global is not defined',
  "WebSocket connection to 'ws://localhost:8080/ws-stomp' failed",
  'SecurityError: An insecure SockJS connection may not be initiated from a page loaded over HTTPS',
  'Cannot connect to server',
  'blocked by CORS policy',
  'WebSocket is closed before the connection is established',
  'When allowCredentials is true, allowedOrigins cannot contain the special value "*"',
  'Node 20 has no global WebSocket',
]

const quoted = headings(page('docs/guides/troubleshooting.md')).flatMap((heading) => code(heading))

test('every heading that quotes is looked at here, and in both languages the same', () => {
  expect(quoted.toSorted()).toEqual([...Object.keys(saidBy), ...saidElsewhere].toSorted())
  expect(headings(page('docs/guides/troubleshooting.ko.md')).flatMap((heading) => code(heading))).toEqual(
    quoted,
  )
})

test.each(Object.entries(saidBy))('%s', async (text, say) => {
  expect(await say()).toContain(text)
})
