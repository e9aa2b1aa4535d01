import { SetupError } from '../wire/setup-error.ts'

const globals = globalThis as { location?: { href: string; protocol: string } }

/** What SockJS starts from; `ws(s)` is taken for the `http(s)` it stands for. @throws SetupError */
export function httpAddress(url: string): URL {
  const address = parsed(url.replace(/^ws(?=s?:)/i, 'http'))
  if (!address || !/^https?:$/.test(address.protocol))
    throw new SetupError(
      `a SockJS address starts with http:// or https://; got ${JSON.stringify(url.slice(0, 200))}.`,
    )
  const isLocal = /^(localhost|127\..*|\[::1\])$/.test(address.hostname)
  if (address.protocol === 'http:' && globals.location?.protocol === 'https:' && !isLocal)
    throw new SetupError('browsers let a page that came over https connect to https:// addresses only.')
  address.hash = ''
  return address
}

/** Where the same endpoint takes a WebSocket without SockJS's framing. */
export function webSocketAddress(address: URL): string {
  const url = below(address, '/websocket')
  url.protocol = address.protocol.replace('http', 'ws')
  return url.href
}

export function below(address: URL, path: string): URL {
  const url = new URL(address)
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  return url
}

/** Queries carry tokens. */
export const nameOf = ({ origin, pathname }: URL): string => origin + pathname

function parsed(url: string): URL | undefined {
  try {
    return new URL(url, globals.location?.href)
  } catch {
    return undefined
  }
}
