/** The broker could not start; the message says what to do. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartError'
  }
}

/** What the operating system said about host and port, as something to act on. */
export function listenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const text = typeof code === 'string' ? texts[code] : undefined
  return text === undefined ? error : new StartError(text(host, port), { cause: error })
}

const texts: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} on ${host} is taken by another program. Choose another with --port ${port < 65535 ? port + 1 : port - 1}, ` +
    'or let the system pick a free one with --port 0.',
  EACCES: (_, port) => `Port ${port} is not open to this user. Ports from 1024 up are: try --port 8080.`,
  EADDRNOTAVAIL: (host) => `This machine has no address ${host}. --host 0.0.0.0 listens on all it has.`,
  ENOTFOUND: (host) =>
    `There is no host ${host}. --host localhost serves this machine, --host 0.0.0.0 every network.`,
}
