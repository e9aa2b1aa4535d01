import { connected, each, frame, http, open, say, scenariosOf, send, subscribe, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('connect')

const hello = (on: string): Step => say(on, frame('CONNECT', ['accept-version:1.2', 'heart-beat:0,0']))
const from = (origin: string) => ({ Origin: origin })
const handshake = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
const openFrom = (on: string, origin: string): Step[] => [
  open(on, '/ws', { headers: from(origin) }),
  hello(on),
]

/** What HTTP says before any STOMP: methods, headers, paths, origins, sub-protocols, compression. */
export const upgrade: readonly Scenario[] = [
  scenario(
    'C28',
    'the first sub-protocol of the client that Spring knows is chosen, in the writing of the client',
    [
      ...each<readonly string[]>(
        {
          all: ['v12.stomp', 'v11.stomp', 'v10.stomp'],
          'lowest-first': ['v10.stomp', 'v11.stomp', 'v12.stomp'],
          one: ['v10.stomp'],
          'unknown-first': ['foo', 'v11.stomp'],
          'upper-case': ['V12.STOMP'],
        },
        (on, protocols) => [open(on, '/ws', { protocols }), hello(on)],
      ),
    ],
  ),
  scenario('C29', 'an offer of unknown sub-protocols is taken without a sub-protocol', [
    open('unknown', '/ws', { protocols: ['foo'] }),
    open('v13', '/ws', { protocols: ['v13.stomp', 'stomp'] }),
  ]),
  scenario('C30', 'the sub-protocol does not decide the version of STOMP', [
    open('a', '/ws', { protocols: ['v12.stomp'] }),
    say('a', frame('CONNECT', ['accept-version:1.0', 'heart-beat:0,0'])),
    open('b', '/ws', { protocols: ['v10.stomp'] }),
    hello('b'),
  ]),
  scenario('C33', 'no sub-protocol offered, none chosen', [open('a'), hello('a')]),
  scenario('C34', 'an endpoint answers no other method than GET', [
    ...each<'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS'>(
      { post: 'POST', put: 'PUT', delete: 'DELETE', head: 'HEAD', options: 'OPTIONS' },
      (on, method) => [http(on, method, '/ws')],
    ),
  ]),
  scenario('C35', 'a GET without Upgrade is told that it can only upgrade to WebSocket', [
    http('plain', 'GET', '/ws'),
    http('connection-only', 'GET', '/ws', { headers: { Connection: 'Upgrade' } }),
    http('other-protocol', 'GET', '/ws', { headers: { ...handshake, Upgrade: 'h2c' } }),
  ]),
  scenario('C36', 'an upgrade whose Connection header does not say so is refused', [
    http('keep-alive', 'GET', '/ws', { headers: { ...handshake, Connection: 'keep-alive' } }),
    http('close', 'GET', '/ws', { headers: { ...handshake, Connection: 'close' } }),
  ]),
  scenario('C37', 'an upgrade without a key is refused', [
    http('a', 'GET', '/ws', {
      headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
    }),
  ]),
  scenario('C38', 'an upgrade with another version than 13 is told the version', [
    http('old', 'GET', '/ws', { headers: { ...handshake, 'Sec-WebSocket-Version': '8' } }),
    http('word', 'GET', '/ws', { headers: { ...handshake, 'Sec-WebSocket-Version': 'new' } }),
    http('none', 'GET', '/ws', {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Key': handshake['Sec-WebSocket-Key'],
      },
    }),
  ]),
  scenario(
    'C39',
    'no sockets below an endpoint, behind a slash, in other letters or where there is no endpoint',
    [open('below', '/ws/room'), open('slash', '/ws/'), open('upper', '/WS'), open('nowhere', '/nowhere')],
  ),
  scenario('C40', 'a query string is nothing to an endpoint', [
    open('a', '/ws?token=abc&room=%EB%B0%A9'),
    hello('a'),
    ...usable('a', 'c40'),
  ]),
  scenario('C41', 'permessage-deflate is negotiated with a client that offers it', [
    open('a', '/ws', { deflate: true }),
    hello('a'),
    subscribe('a', 'sub-0', '/sub/c41/x'),
    send('a', '/sub/c41/x', 'squeeze me '.repeat(100)),
  ]),
  scenario('C42', 'any pattern of origins: every origin is let in', [
    ...openFrom('foreign', 'http://evil.example'),
    ...openFrom('null', 'null'),
    ...openFrom('word', 'nonsense'),
  ]),
  scenario(
    'C43',
    'no origins configured: only the own origin, or none at all',
    [
      open('none'),
      hello('none'),
      open('foreign', '/ws', { headers: from('http://evil.example') }),
      open('null', '/ws', { headers: from('null') }),
      open('word', '/ws', { headers: from('nonsense') }),
      open('empty', '/ws', { headers: from('') }),
    ],
    { variant: 'same-origin' },
  ),
  scenario(
    'C44',
    'the own origin is scheme, host and port of the request',
    [
      ...each<readonly [host: string, origin: string]>(
        {
          same: ['chat.example', 'http://chat.example'],
          'default-port': ['chat.example', 'http://chat.example:80'],
          upper: ['chat.example', 'HTTP://CHAT.EXAMPLE'],
          scheme: ['chat.example', 'https://chat.example'],
          port: ['chat.example:8081', 'http://chat.example:8082'],
          'same-port': ['chat.example:8081', 'http://chat.example:8081'],
          subdomain: ['chat.example', 'http://www.chat.example'],
        },
        (on, [Host, Origin]) => [open(on, '/ws', { headers: { Host, Origin } })],
      ),
    ],
    { variant: 'same-origin' },
  ),
  scenario(
    'C45',
    'a list of origins: those, the own and none are let in',
    [
      open('none'),
      open('good', '/ws', { headers: from('http://good.example') }),
      open('own', '/ws', { headers: { Host: 'chat.example', Origin: 'http://chat.example' } }),
      open('slash', '/ws', { headers: from('http://good.example/') }),
      open('upper', '/ws', { headers: from('HTTP://GOOD.EXAMPLE') }),
      open('port', '/ws', { headers: from('http://good.example:8080') }),
      open('default-port', '/ws', { headers: from('http://good.example:80') }),
      open('scheme', '/ws', { headers: from('https://good.example') }),
      open('subdomain', '/ws', { headers: from('http://not.good.example') }),
      open('longer', '/ws', { headers: from('http://good.example.evil.example') }),
      open('null', '/ws', { headers: from('null') }),
    ],
    { variant: 'listed-origin' },
  ),
  scenario(
    'C46',
    'allowed origins "*" let every origin in on an endpoint without SockJS',
    [...openFrom('foreign', 'http://evil.example'), ...openFrom('null', 'null')],
    { variant: 'star-origin' },
  ),
  scenario('C47', 'a handshake with cookies and credentials is like any other', [
    open('a', '/ws', { headers: { Cookie: 'JSESSIONID=0123456789', Authorization: 'Bearer abc' } }),
    hello('a'),
    ...usable('a', 'c47'),
  ]),
  scenario('C48', 'two sockets of one client are two sessions', [
    ...connected('a'),
    ...connected('b'),
    subscribe('a', 'sub-0', '/sub/c48/x'),
    subscribe('b', 'sub-0', '/sub/c48/x'),
    send('a', '/sub/c48/x', 'to both'),
  ]),
  scenario('C76', 'the words of a handshake may be in capitals and among others', [
    http('capitals', 'GET', '/ws', {
      headers: { ...handshake, Connection: 'UPGRADE', Upgrade: 'WebSocket' },
    }),
    http('firefox', 'GET', '/ws', { headers: { ...handshake, Connection: 'keep-alive, Upgrade' } }),
    http('several', 'GET', '/ws', { headers: { ...handshake, Upgrade: 'h2c, websocket' } }),
  ]),
  scenario('C77', 'a key of other than sixteen bytes', [
    http('short', 'GET', '/ws', { headers: { ...handshake, 'Sec-WebSocket-Key': 'YWJj' } }),
    http('no-base64', 'GET', '/ws', { headers: { ...handshake, 'Sec-WebSocket-Key': '!!!!' } }),
  ]),
]
