import type { Scenario, Step } from '../scenario.ts'
import { http, open, scenariosOf } from '../steps.ts'

const scenario = scenariosOf('sockjs')

const gets = (paths: readonly string[]): Step[] => paths.map((path, n) => http(`r${n}`, 'GET', path))
const posts = (paths: readonly string[]): Step[] => paths.map((path, n) => http(`r${n}`, 'POST', path))

const base = [
  scenario('J01', 'the base path welcomes, whatever the method', [
    ...gets(['/ws-stomp', '/ws-stomp/', '/ws-stomp?t=1']),
    http('post', 'POST', '/ws-stomp'),
    http('put', 'PUT', '/ws-stomp', { body: 'x' }),
    http('delete', 'DELETE', '/ws-stomp'),
    http('head', 'HEAD', '/ws-stomp'),
    http('options', 'OPTIONS', '/ws-stomp'),
  ]),
  scenario('J02', 'no upgrade on the base path', [open('a', '/ws-stomp'), open('b', '/ws-stomp/')]),
] as const

const info = [
  scenario('J03', 'GET /info', [
    ...gets(['/ws-stomp/info', '/ws-stomp/info?t=1700000000000']),
    http('cookie', 'GET', '/ws-stomp/info', { headers: { cookie: 'JSESSIONID=1' } }),
  ]),
  scenario('J07', 'other methods of /info', [
    http('post', 'POST', '/ws-stomp/info', { body: '{}' }),
    http('put', 'PUT', '/ws-stomp/info', { body: '{}' }),
    http('delete', 'DELETE', '/ws-stomp/info'),
    http('head', 'HEAD', '/ws-stomp/info'),
  ]),
  scenario('J34', 'paths like /info', gets(['/ws-stomp/info/', '/ws-stomp/Info', '/ws-stomp/information'])),
] as const

/** Its ETag says which client library it names. */
const pageUntil60 = '"0172bf7bc7472c0cc35c02f883e779485"'
const pageSince61 = '"0d5374d44ec6545f2deae3a688b7ec9a8"'
const iframes = ['iframe.html', 'iframe-1.0.0.html', 'iframe-a_b-2.html?t=1']

const iframe = [
  scenario('J08', 'the iframe page where any origin pattern is allowed', [
    ...gets(iframes.map((page) => `/ws-stomp/${page}`)),
  ]),
  scenario(
    'J35',
    'the iframe page where no origin is configured',
    [
      ...gets(iframes.map((page) => `/ws-stomp/${page}`)),
      http('post', 'POST', '/ws-stomp/iframe.html'),
      http('head', 'HEAD', '/ws-stomp/iframe.html'),
      http('options', 'OPTIONS', '/ws-stomp/iframe.html'),
      http('upper', 'GET', '/ws-stomp/iframe-A.html'),
      http('no-page', 'GET', '/ws-stomp/iframe'),
      http('deep', 'GET', '/ws-stomp/a/iframe.html'),
    ],
    { variant: 'same-origin' },
  ),
  scenario(
    'J36',
    'the iframe page, if it has changed',
    ['"other"', pageUntil60, pageSince61].map((tag, n) =>
      http(`r${n}`, 'GET', '/ws-stomp/iframe.html', { headers: { 'if-none-match': tag } }),
    ),
    { variant: 'same-origin' },
  ),
  scenario(
    'J37',
    'the iframe page where all origins are listed',
    [...gets(iframes.map((page) => `/ws-stomp/${page}`))],
    { variant: 'star-origin' },
  ),
  scenario('J38', 'the iframe page where one origin is listed', [...gets(['/ws-stomp/iframe.html'])], {
    variant: 'listed-origin',
  }),
] as const

const transports = [
  scenario('J09', 'paths that are no session and transport', [
    ...posts([
      '/ws-stomp/a/b',
      '/ws-stomp/a/b/c/d',
      '/ws-stomp/a/b/c/xhr',
      '/ws-stomp/a.b/c/xhr',
      '/ws-stomp/a/b.c/xhr',
      '/ws-stomp/a/b/foo',
      '/ws-stomp/a/b/XHR',
      '/ws-stomp/a/b/jsonp_send',
      '/ws-stomp/a/b/xhr.html',
      '/ws-stomp/a/b/',
      '/ws-stomp/xhr',
    ]),
    http('jsonp', 'GET', '/ws-stomp/a/b/jsonp?c=callback'),
  ]),
  scenario('J39', 'empty segments, a slash at the end, parameters of the path', [
    ...posts([
      '/ws-stomp//b/xhr',
      '/ws-stomp/a//xhr',
      '/ws-stomp/a/j39slash/xhr/',
      '/ws-stomp//a/j39base/xhr',
      '/ws-stomp/a/b/xhr;x=1',
      '/ws-stomp/a/b;x=1/xhr',
    ]),
  ]),
  scenario('J40', 'what a session id may be', [
    ...posts([
      '/ws-stomp/000/j40-with_signs~!/xhr',
      '/ws-stomp/server/j40%20blank/xhr',
      '/ws-stomp/000/j40%EB%B0%A9/xhr',
      `/ws-stomp/000/j40${'x'.repeat(300)}/xhr`,
    ]),
  ]),
  scenario('J10', 'wrong methods', [
    http('xhr', 'GET', '/ws-stomp/a/b/xhr'),
    http('xhr-send', 'GET', '/ws-stomp/a/b/xhr_send'),
    http('xhr-streaming', 'GET', '/ws-stomp/a/b/xhr_streaming'),
    http('eventsource', 'POST', '/ws-stomp/a/b/eventsource'),
    http('htmlfile', 'POST', '/ws-stomp/a/b/htmlfile?c=callback'),
    http('websocket', 'POST', '/ws-stomp/a/b/websocket'),
    http('put', 'PUT', '/ws-stomp/a/b/xhr'),
    http('delete', 'DELETE', '/ws-stomp/a/b/xhr_send'),
    http('head', 'HEAD', '/ws-stomp/a/b/eventsource'),
  ]),
  scenario('J41', 'websocket without an upgrade', [
    http('session', 'GET', '/ws-stomp/000/j41/websocket'),
    http('raw', 'GET', '/ws-stomp/websocket'),
    http('raw-post', 'POST', '/ws-stomp/websocket'),
    http('connection', 'GET', '/ws-stomp/000/j41/websocket', {
      headers: { upgrade: 'websocket', connection: 'close' },
    }),
    http('other', 'GET', '/ws-stomp/000/j41/websocket', {
      headers: { upgrade: 'h2c', connection: 'upgrade' },
    }),
  ]),
] as const

/** What is served where: the base path, /info, the iframe page, and what is not served. */
export const sockJsPaths: readonly Scenario[] = [...base, ...info, ...iframe, ...transports]
