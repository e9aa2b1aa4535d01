import type { Http, Scenario, Step } from '../scenario.ts'
import { ended, post, sockJsPath, connectFrame, openSockJs, stream } from '../sockjs-steps.ts'
import { http, open, scenariosOf } from '../steps.ts'

const scenario = scenariosOf('sockjs')

const foreign = { origin: 'http://other.example' }
const good = { origin: 'http://good.example' }
/** To Spring the same origin is what the Host header says. */
const same = { origin: 'http://localhost', host: 'localhost' }
const sameOrigin = { variant: 'same-origin' } as const
const starOrigin = { variant: 'star-origin' } as const
const listedOrigin = { variant: 'listed-origin' } as const

const info = (on: string, headers: Readonly<Record<string, string>>): Http =>
  http(on, 'GET', '/ws-stomp/info', { headers })
const preflight = (
  on: string,
  path: string,
  origin: Readonly<Record<string, string>>,
  method: string,
  headers?: string,
): Http =>
  http(on, 'OPTIONS', path, {
    headers: {
      ...origin,
      'access-control-request-method': method,
      ...(headers !== undefined && { 'access-control-request-headers': headers }),
    },
  })

type Headers = Readonly<Record<string, string>>

const nowhere = (own: string, headers: Headers): Step[] =>
  everywhere(own, headers).map((step) => (step.do === 'http' && step.staysOpen ? ended(step) : step))

/** A request of each kind from that origin. */
const everywhere = (own: string, headers: Headers): Step[] => [
  http('welcome', 'GET', '/ws-stomp', { headers }),
  info('info', headers),
  http('xhr', 'POST', sockJsPath(`${own}xhr`, 'xhr'), { headers }),
  { ...post('xhr-send', `${own}xhr`, connectFrame), headers },
  stream('streaming', `${own}streaming`, { headers }),
  http('eventsource', 'GET', sockJsPath(`${own}source`, 'eventsource'), { headers, staysOpen: true }),
  http('htmlfile', 'GET', sockJsPath(`${own}html`, 'htmlfile?c=callback'), { headers, staysOpen: true }),
  http('missing', 'POST', sockJsPath(`${own}xhr`, 'foo'), { headers }),
  openSockJs('websocket', `${own}ws`, { headers }),
  open('raw', '/ws-stomp/websocket', { headers }),
  open('plain', '/ws', { headers }),
]

const allowed = [
  scenario('J04', 'a foreign origin where any pattern is allowed', everywhere('j04', foreign)),
  scenario('J42', 'no origin', everywhere('j42', {})),
  scenario('J43', 'the origin null where any pattern is allowed', everywhere('j43', { origin: 'null' })),
  scenario('J44', 'a listed origin', everywhere('j44', good), listedOrigin),
  scenario('J45', 'no origin where one is listed', everywhere('j45', {}), listedOrigin),
  scenario('J46', 'the same origin where none is configured', everywhere('j46', same), sameOrigin),
  scenario('J47', 'the same origin where another is listed', everywhere('j47', same), listedOrigin),
] as const

const refused = [
  scenario('J05', 'a foreign origin where none is configured', nowhere('j05', foreign), sameOrigin),
  scenario('J48', 'an origin that is not listed', nowhere('j48', foreign), listedOrigin),
  scenario('J49', 'the origin null where one is listed', [info('null', { origin: 'null' })], listedOrigin),
  scenario(
    'J50',
    'almost the listed origin',
    [
      info('case', { origin: 'http://GOOD.example' }),
      info('port', { origin: 'http://good.example:8080' }),
      info('default-port', { origin: 'http://good.example:80' }),
      info('scheme', { origin: 'https://good.example' }),
      info('slash', { origin: 'http://good.example/' }),
      info('below', { origin: 'http://www.good.example' }),
      info('no-origin-at-all', { origin: 'good.example' }),
    ],
    listedOrigin,
  ),
  scenario(
    'J51',
    'almost the same origin',
    [
      info('port', { origin: 'http://localhost:8080', host: 'localhost' }),
      info('scheme', { origin: 'https://localhost', host: 'localhost' }),
      info('address', { origin: 'http://127.0.0.1', host: 'localhost' }),
      info('default-port', { origin: 'http://localhost:80', host: 'localhost' }),
      info('case', { origin: 'http://LOCALHOST', host: 'localhost' }),
    ],
    sameOrigin,
  ),
] as const

const star = [
  scenario(
    'J06',
    'setAllowedOrigins("*") fails for whoever has an origin',
    nowhere('j06', foreign),
    starOrigin,
  ),
  scenario('J52', 'setAllowedOrigins("*") without an origin', everywhere('j52', {}), starOrigin),
  scenario(
    'J53',
    'setAllowedOrigins("*") and a preflight',
    [preflight('a', '/ws-stomp/info', foreign, 'GET')],
    starOrigin,
  ),
] as const

const preflights = [
  scenario('J54', 'preflight of /info and of transports', [
    preflight('info', '/ws-stomp/info', foreign, 'GET'),
    preflight('info-post', '/ws-stomp/info', foreign, 'POST', 'content-type'),
    preflight('xhr', sockJsPath('j54', 'xhr'), foreign, 'POST', 'content-type, x-one'),
    preflight('xhr-send', sockJsPath('j54', 'xhr_send'), foreign, 'POST', 'content-type'),
    preflight('streaming', sockJsPath('j54', 'xhr_streaming'), foreign, 'POST'),
    preflight('eventsource', sockJsPath('j54', 'eventsource'), foreign, 'GET'),
    preflight('put', sockJsPath('j54', 'xhr'), foreign, 'PUT'),
    preflight('base', '/ws-stomp', foreign, 'GET'),
    preflight('nothing', sockJsPath('j54', 'foo'), foreign, 'GET'),
  ]),
  scenario('J55', 'OPTIONS that is no preflight', [
    http('info', 'OPTIONS', '/ws-stomp/info'),
    http('info-origin', 'OPTIONS', '/ws-stomp/info', { headers: foreign }),
    http('xhr', 'OPTIONS', sockJsPath('j55', 'xhr')),
    http('xhr-send', 'OPTIONS', sockJsPath('j55', 'xhr_send')),
    http('streaming', 'OPTIONS', sockJsPath('j55', 'xhr_streaming'), { headers: foreign }),
    http('eventsource', 'OPTIONS', sockJsPath('j55', 'eventsource')),
    http('htmlfile', 'OPTIONS', sockJsPath('j55', 'htmlfile')),
    http('websocket', 'OPTIONS', sockJsPath('j55', 'websocket')),
  ]),
  scenario(
    'J56',
    'preflight from an origin that is not allowed',
    [
      preflight('info', '/ws-stomp/info', foreign, 'GET'),
      preflight('xhr', sockJsPath('j56', 'xhr'), foreign, 'POST', 'content-type'),
    ],
    sameOrigin,
  ),
  scenario(
    'J57',
    'preflight from a listed origin and from another',
    [
      preflight('good', sockJsPath('j57', 'xhr_send'), good, 'POST', 'content-type'),
      preflight('other', sockJsPath('j57', 'xhr_send'), foreign, 'POST', 'content-type'),
    ],
    listedOrigin,
  ),
] as const

/** Who may ask, and the headers of CORS. */
export const sockJsOrigins: readonly Scenario[] = [...allowed, ...refused, ...star, ...preflights]
