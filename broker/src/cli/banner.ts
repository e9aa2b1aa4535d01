import { withoutConfig } from '../config-file/find-config.ts'
import { padded, wrapped } from '../log/columns.ts'
import { jsonLine, printable } from '../log/printable.ts'
import type { Screen } from '../log/screen.ts'

/** Where the broker listens and what it was told, defaults filled in. */
export interface Listening {
  readonly version: string
  readonly readyMs: number
  readonly host: string
  readonly port: number
  /** Such as `tcp://localhost:61613`; undefined when there is no TCP port. */
  readonly tcpUrl: string | undefined
  /** Such as `standard` or `spring-6.2`. */
  readonly profile: string
  /** `plainPath` is where a plain WebSocket connects. */
  readonly endpoints: readonly {
    readonly path: string
    readonly plainPath: string
    readonly sockjs: boolean
  }[]
  readonly prefixes: { readonly application: readonly string[]; readonly broker: readonly string[] }
  /** Patterns of origins among them. */
  readonly allowedOrigins: readonly string[]
  /** The folder served at `/` and whether it holds a page. */
  readonly page: { readonly folder: string; readonly present: boolean } | undefined
  /** As the person would write it; undefined when there was none. */
  readonly config: string | undefined
  /** Whether changes of the configuration are taken up. */
  readonly follows: boolean
  /** Addresses other machines can use; empty on loopback. */
  readonly networkAddresses: readonly string[]
}

const labelColumns = 9
/** Where the texts begin. */
const indent = '  ➜  '.length + labelColumns + 2
/** What they get, however narrow the terminal is. */
const leastColumns = 20

/** What a person sees first. @param hasKeys whether single keys are read. */
export function banner(
  listening: Listening,
  { paint, columns = Infinity }: Screen,
  hasKeys: boolean,
): string {
  const name = `${paint(['bold', 'green'], 'STOMPBOX')} ${paint('green', `v${listening.version}`)}`
  const ready = `${paint('dim', 'ready in')} ${Math.ceil(listening.readyMs)} ms`
  const room = Math.max(leastColumns, columns - indent)
  const rows = rowsOf(listening).map(([label, text]) => {
    const shown = wrapped(printable(text), room).join(`\n${' '.repeat(indent)}`)
    return `  ${paint('green', '➜')}  ${paint('bold', padded(label, labelColumns))}  ${shown}`
  })
  const hint = paint('dim', `${hasKeys ? 'h shows the keys, ' : ''}Ctrl-C drains, twice leaves`)
  return ['', `  ${name}  ${ready}`, '', ...rows, '', `  ${hint}`, ''].join('\n')
}

type Row = readonly [label: string, text: string]

function rowsOf(listening: Listening): Row[] {
  const { endpoints, prefixes } = listening
  const own = urlHost(listening.host)
  return [
    ...endpoints.map(({ plainPath }): Row => ['STOMP', `ws://${own}:${listening.port}${plainPath}`]),
    ...endpoints
      .filter(({ sockjs }) => sockjs)
      .map(({ path }): Row => ['SockJS', `http://${own}:${listening.port}${path}`]),
    ...tcpRows(listening),
    ...networkRows(listening),
    ...originRows(listening),
    ...pageRows(listening, own),
    ['Send', `to ${prefixes.application.join(', ')}: your handlers take it`],
    ['Subscribe', `to ${prefixes.broker.join(', ')}: everybody there gets it`],
    ...profileRows(listening),
    ['Config', listening.config ?? noConfig(listening)],
  ]
}

const noConfig = ({ follows }: Listening): string => `${withoutConfig}${follows ? '' : ' at the next start'}`

const profileRows = ({ profile }: Listening): Row[] =>
  profile === 'standard'
    ? []
    : [['Profile', `${profile}: answers as Spring does, and says below what Spring leaves undone`]]

const tcpRows = ({ tcpUrl }: Listening): Row[] =>
  tcpUrl === undefined ? [] : [[tcpUrl.startsWith('tls:') ? 'TLS' : 'TCP', tcpUrl]]

function networkRows({ networkAddresses, port, endpoints }: Listening): Row[] {
  const path = endpoints[0]?.plainPath ?? ''
  return networkAddresses.map((address): Row => ['Network', `ws://${bracketed(address)}:${port}${path}`])
}

function originRows({ networkAddresses, allowedOrigins }: Listening): Row[] {
  if (allowedOrigins.includes('*')) return [['Origins', "every page there is, with its visitor's cookies"]]
  if (networkAddresses.length === 0 || allowedOrigins.length > 0) return []
  return [['Origins', 'only pages from the same host and port; allowedOrigins lets others in']]
}

function pageRows({ page, port }: Listening, host: string): Row[] {
  if (page === undefined) return []
  return [
    [
      'Page',
      page.present
        ? pageUrl(port, host)
        : `none yet: there is no ${page.folder}/index.html. Build it, then start again`,
    ],
  ]
}

const pageUrl = (port: number, host: string): string => `http://${host}:${port}/`

/** Where a page is, if there is one now, and where STOMP clients connect. */
export function addresses(listening: Listening): { page: string | undefined; stomp: string | undefined } {
  const { page, port, endpoints, tcpUrl } = listening
  const host = urlHost(listening.host)
  const path = endpoints[0]?.plainPath
  return {
    page: page?.present === true ? pageUrl(port, host) : undefined,
    stomp: path === undefined ? tcpUrl : `ws://${host}:${port}${path}`,
  }
}

/** The banner as one line of JSON. */
export function bannerJson(listening: Listening, at: Date): string {
  const { version, host, port, tcpUrl = null, profile, endpoints, prefixes, config, page } = listening
  const url = `http://${urlHost(host)}:${port}`
  const from = { config: config ?? null, static: page?.folder ?? null }
  return jsonLine({
    time: at.toISOString(),
    type: 'listening',
    version,
    host,
    port,
    url,
    tcp: tcpUrl,
    profile,
    endpoints,
    prefixes,
    ...from,
  })
}

const everyAddress: readonly string[] = ['0.0.0.0', '::']

export const isEveryAddress = (host: string): boolean => everyAddress.includes(host)

const urlHost = (host: string): string => (isEveryAddress(host) ? 'localhost' : bracketed(host))

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)
