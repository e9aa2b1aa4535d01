import { isIPv6 } from 'node:net'
import { quote } from '../core/errors.ts'
import type { HttpRefusal } from './answer.ts'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'

export interface HostQuestion {
  /** Every `Host` header of the request. */
  readonly hosts: readonly string[]
  readonly httpVersion: string
  /** What the server was told to listen on. Undefined for a server of somebody else. */
  readonly listensOn: string | undefined
  /** The address the server is bound to. */
  readonly boundAddress: string | undefined
}

/**
 * By which names the broker may be called. A page of any site can have its own name lead to this machine and then passes
 * for the same origin (DNS rebinding); its name still stands in `Host`.
 * @throws TypeError for an entry that is no host.
 */
export class HostPolicy {
  readonly #allowed: ReadonlySet<string>

  constructor(allowedHosts: readonly string[]) {
    this.#allowed = new Set(allowedHosts.map(configuredHost))
  }

  refusal({ hosts, httpVersion, listensOn, boundAddress }: HostQuestion): HttpRefusal | undefined {
    const [host] = hosts
    if (host === undefined && httpVersion === '1.0') return undefined
    if (host === undefined || hosts.length > 1) {
      return { status: 400, text: `A request has one Host header; this one has ${hosts.length}.` }
    }
    const name = hostName(host)
    if (name === undefined) return { status: 400, text: `The Host header ${quote(host)} is not a host.` }
    const isLoopback = isLoopbackAddress(boundAddress)
    if (!isLoopback && this.#allowed.size === 0) return undefined
    if (isLoopback && isLoopbackHost(name)) return undefined
    if (this.#allowed.has(name) || (listensOn !== undefined && name === nameOf(listensOn))) return undefined
    const mend = `To let it be called so, add it to allowedHosts: [${quote(name)}].`
    return { status: 403, text: `This broker is not called ${quote(name)}. ${mend}` }
  }
}

function configuredHost(entry: string): string {
  const name = nameOf(entry)
  if (name !== undefined) return name
  throw new TypeError(
    `allowedHosts holds ${quote(entry)}, which is not a host. Write a name or an address without a port: chat.example`,
  )
}

/** Of a name or an address without a port, as a configuration writes it. */
function nameOf(host: string): string | undefined {
  if (isIPv6(host)) return hostName(`[${host}]`)
  return /\*|:\d*$/.test(host) ? undefined : hostName(host)
}

/** @returns the name without its port, in one spelling; undefined for what is no `Host`. */
function hostName(host: string): string | undefined {
  if (!/^(\[[\da-f:.]+\]|[^\s/\\?#@,:[\]]+)(:\d+)?$/i.test(host)) return undefined
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined
}
