import type { Http, Scenario, Step } from '../scenario.ts'
import {
  connectFrame,
  connectedPolling,
  connectedSockJs,
  ended,
  eventSource,
  heldPoll,
  htmlFile,
  poll,
  post,
  publish,
  publisher,
  sockJsPath,
  stream,
  subscribeFrame,
} from '../sockjs-steps.ts'
import { close, connected, frame, http, scenariosOf, stop, usable, wait } from '../steps.ts'

const scenario = scenariosOf('sockjs')

type Opening = (on: string, session: string) => Http

/** A streaming session with a subscription, and somebody who publishes. */
const listening = (open: Opening, session: string): Step[] => [
  open('stream', session),
  post('connect', session, connectFrame),
  post('subscribe', session, subscribeFrame('s', `/sub/${session}`)),
  ...publisher,
]
const talk = (open: Opening, session: string): Step[] => [
  ...listening(open, session),
  publish(`/sub/${session}`, 'line\u2028 emoji😀 한글 quote" back\\ <script>'),
  publish(`/sub/${session}`, 'two'),
]
/** Until the stream is full, and then some. */
const fill = (open: Opening, session: string): Step[] => [
  ...listening(open, session),
  ...Array.from({ length: 15 }, (_, n) => publish(`/sub/${session}`, `${n} ${'x'.repeat(10_000)}`)),
  open('again', session),
  publish(`/sub/${session}`, 'on the second stream'),
]

const talks = [
  scenario('J100', 'xhr_streaming', talk(stream, 'j100')),
  scenario('J101', 'eventsource', talk(eventSource, 'j101')),
  scenario('J102', 'htmlfile', talk(htmlFile, 'j102')),
  scenario('J103', 'callbacks of htmlfile', [
    ...['', '?c=', '?c=a(b)', '?c=a%3Cb', '?c=a-b', '?callback=cb'].map((query, n) =>
      http(`bad${n}`, 'GET', sockJsPath(`j103bad${n}`, `htmlfile${query}`)),
    ),
    htmlFile('dots', 'j103dots', '?c=window.parent._cb9'),
  ]),
  scenario('J30', 'a stream ends after 128 KiB and is opened again', fill(stream, 'j30')),
  scenario('J104', 'an eventsource ends after 128 KiB and is opened again', fill(eventSource, 'j104')),
  scenario('J105', 'an htmlfile ends after 128 KiB and is opened again', fill(htmlFile, 'j105')),
] as const

const limits = [
  scenario('J106', 'a second stream while one is open', [
    ...listening(stream, 'j106'),
    ended(stream('second', 'j106')),
    publish('/sub/j106', 'for the first'),
  ]),
  scenario('J107', 'other transports of a session that streams', [
    ...listening(stream, 'j107'),
    poll('xhr', 'j107'),
    ended(eventSource('eventsource', 'j107')),
    ended(htmlFile('htmlfile', 'j107')),
    publish('/sub/j107', 'for the first'),
  ]),
  scenario('J108', 'messages wait between two streams', [
    ...listening(stream, 'j108'),
    ...Array.from({ length: 14 }, (_, n) => publish('/sub/j108', `${n} ${'x'.repeat(10_000)}`)),
    publish('/sub/j108', 'one more'),
    publish('/sub/j108', 'and one more'),
    stream('again', 'j108'),
  ]),
] as const

const ends = [
  scenario('J109', 'DISCONNECT without a receipt ends the stream', [
    ...listening(stream, 'j109'),
    post('disconnect', 'j109', frame('DISCONNECT')),
    ended(stream('again', 'j109')),
    post('send', 'j109', '\n'),
  ]),
  scenario('J110', 'DISCONNECT without a receipt ends an eventsource', [
    ...listening(eventSource, 'j110'),
    post('disconnect', 'j110', frame('DISCONNECT')),
    ended(eventSource('again', 'j110')),
  ]),
  scenario('J111', 'DISCONNECT without a receipt ends an htmlfile', [
    ...listening(htmlFile, 'j111'),
    post('disconnect', 'j111', frame('DISCONNECT')),
  ]),
  scenario('J112', 'a stream that the client gave up', [
    ...listening(stream, 'j112'),
    close('stream'),
    ended(stream('again', 'j112')),
    publish('/sub/j112', 'hello'),
    ...usable('other', 'j112'),
  ]),
  scenario('J32', 'a server that stops', [
    ...connectedPolling('j32poll', '/sub/j32'),
    heldPoll('poll', 'j32poll'),
    stream('stream', 'j32stream'),
    eventSource('eventsource', 'j32source'),
    htmlFile('htmlfile', 'j32html'),
    ...connectedSockJs('websocket', 'j32ws'),
    ...connected('plain'),
    stop,
  ]),
] as const

const beats = [
  scenario('J113', 'beats on a stream', [stream('stream', 'j113'), wait(3_400)], { variant: 'tight' }),
  scenario('J114', 'beats on an eventsource', [eventSource('stream', 'j114'), wait(2_400)], {
    variant: 'tight',
  }),
  scenario('J115', 'beats on an htmlfile', [htmlFile('stream', 'j115'), wait(2_400)], { variant: 'tight' }),
  scenario(
    'J116',
    'no beats on a stream after CONNECTED where the broker has its own',
    [
      stream('stream', 'j116'),
      post('connect', 'j116', connectFrame),
      wait(2_400),
      post('send', 'j116', frame('DISCONNECT', ['receipt:bye'])),
    ],
    { variant: 'heart-beats' },
  ),
] as const

/** SockJS by streams: xhr_streaming, eventsource, htmlfile; and the end of them all. */
export const sockJsStreaming: readonly Scenario[] = [...talks, ...limits, ...ends, ...beats]
