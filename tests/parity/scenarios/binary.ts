import { connected, each, frame, sayBytes, scenariosOf, send, subscribe, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('framing')

const utf8 = (text: string): string => Buffer.from(text).toString('latin1')
const listening = (on: string, destination: string): Step[] => [
  ...connected(on),
  subscribe(on, 'sub-0', destination),
]
const sendFrame = (destination: string, headers: readonly string[], body: string): string =>
  frame('SEND', [`destination:${destination}`, ...headers], body)

/** Binary WebSocket messages, and texts that are not UTF-8. */
export const binary: readonly Scenario[] = [
  scenario('F22', 'octet-stream in a binary message comes in a binary message', [
    ...listening('a', '/sub/f22/x'),
    sayBytes('a', sendFrame('/sub/f22/x', ['content-type:application/octet-stream'], '\x01\x80\xff')),
  ]),
  scenario('F23', 'text/plain in a binary message comes in a text message', [
    ...listening('a', '/sub/f23/x'),
    sayBytes('a', sendFrame('/sub/f23/x', ['content-type:text/plain'], utf8('안녕 👋'))),
    sayBytes('a', sendFrame('/sub/f23/x', [], utf8('안녕 👋'))),
  ]),
  scenario('F24', 'the content-type decides, and an empty body is always text', [
    ...listening('a', '/sub/f24/x'),
    send('a', '/sub/f24/x', '', ['content-type:application/octet-stream']),
    ...[
      'application/octet-stream',
      '*/*',
      'application/*',
      'APPLICATION/Octet-Stream',
      'application/octet-stream;x=y',
      'application/*+json',
      'text/*',
      'application/json',
      'image/png',
    ].map((type) => send('a', '/sub/f24/x', type, [`content-type:${type}`])),
  ]),
  scenario('F31', 'a text message that is not UTF-8', [
    ...each(
      {
        'lone-byte': '\xff',
        'cut-short': '\xec\x95',
        overlong: '\xc0\x80',
        surrogate: '\xed\xa0\x80',
        'beyond-unicode': '\xf4\x90\x80\x80',
      },
      (on, bytes) => [...connected(on), sayBytes(on, sendFrame('/sub/f31/x', [], bytes), { asText: true })],
    ),
  ]),
  scenario('F77', 'a binary message that is not UTF-8 where text is due', [
    ...listening('body', '/sub/f77/body'),
    sayBytes('body', sendFrame('/sub/f77/body', ['content-type:text/plain'], 'a\xffb\xec\x95c')),
    sayBytes('body', sendFrame('/sub/f77/body', [], '\xed\xa0\x80')),
    ...usable('body', 'f77'),
    ...listening('header', '/sub/f77/header'),
    sayBytes('header', sendFrame('/sub/f77/header', ['foo:a\xffb'], 'x')),
    ...usable('header', 'f77'),
  ]),
  scenario('F78', 'every byte there is', [
    ...listening('a', '/sub/f78/x'),
    sayBytes(
      'a',
      sendFrame(
        '/sub/f78/x',
        ['content-type:application/octet-stream', 'content-length:256'],
        Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join(''),
      ),
    ),
    ...usable('a', 'f78'),
  ]),
  scenario('F79', 'CONNECT, SUBSCRIBE and heart-beats in binary messages', [
    { do: 'open', on: 'a', path: '/ws' },
    sayBytes('a', frame('CONNECT', ['accept-version:1.2'])),
    sayBytes('a', frame('SUBSCRIBE', ['id:sub-0', 'destination:/sub/f79/x'])),
    sayBytes('a', '\n'),
    sayBytes('a', ''),
    sayBytes('a', sendFrame('/sub/f79/x', [], 'x')),
  ]),
  scenario('F80', 'binary pieces cut within a letter', [
    ...listening('a', '/sub/f80/x'),
    ...['SEND\ndestination:/sub/f80/x\nfoo:\xec\x95', '\x88\n\n\xed\x95', '\x9c\xea\xb8\x80\0'].map((piece) =>
      sayBytes('a', piece),
    ),
  ]),
  scenario('F81', 'text readers and binary readers get what the sender said, not what they like', [
    ...listening('a', '/sub/f81/x'),
    ...listening('b', '/sub/f81/x'),
    sayBytes('b', sendFrame('/sub/f81/x', ['content-type:application/octet-stream'], '\x01')),
    send('a', '/sub/f81/x', 'text', ['content-type:text/plain']),
  ]),
  scenario('F82', 'a broken frame in a binary message is told in a text message', [
    ...connected('a'),
    sayBytes('a', 'FOO\n\n\0'),
  ]),
]
