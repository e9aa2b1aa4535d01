import { failureText } from '../log/failure-place.ts'

/** The broker could not start; the message says what to do. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartError'
  }
}

/** Where a person says host and port: options of the command, or the `tcp` key of the configuration. */
type Said = (key: 'host' | 'port', value: string | number) => string

/** @param before what options stand behind, such as `npm start -- `. */
export const asOption =
  (before = ''): Said =>
  (key, value) =>
    `${before}--${key} ${value}`

const asTcpKey: Said = (key, value) => `tcp.${key}: ${value}`

/** What the operating system said about host and port, as something to act on. */
export function listenError(error: unknown, host: string, port: number, said = asOption()): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const text = typeof code === 'string' ? texts[code] : undefined
  return text === undefined ? error : new StartError(text(host, port, said), { cause: error })
}

/** The same for the TCP port; what is left has to do with its key and certificate. */
export function tcpError(error: unknown, host: string, port: number): unknown {
  const known = listenError(error, host, port, asTcpKey)
  if (known !== error) return known
  return new StartError(`The key tcp cannot be used: ${failureText(error)}`, { cause: error })
}

type Text = (host: string, port: number, said: Said) => string

const texts: Readonly<Record<string, Text>> = {
  EADDRINUSE: (host, port, said) =>
    `Port ${port} on ${host} is taken by another program. ` +
    `Choose another with ${said('port', port < 65535 ? port + 1 : port - 1)}, ` +
    `or let the system pick a free one with ${said('port', 0)}.`,
  EACCES: (_, port, said) =>
    `Port ${port} is not open to this user. Ports from 1024 up are: try ${said('port', 8080)}.`,
  EADDRNOTAVAIL: (host, _, said) =>
    `This machine has no address ${host}. ${said('host', '0.0.0.0')} listens on all it has.`,
  ENOTFOUND: (host, _, said) =>
    `There is no host ${host}. ${said('host', 'localhost')} serves this machine, ${said('host', '0.0.0.0')} every network.`,
}
