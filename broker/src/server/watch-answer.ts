import type { Duplex } from 'node:stream'

/** Of HTTP; 0 where a socket was closed without an answer. */
type Status = number

const switchingProtocols = 101

type Method = 'write' | 'end' | 'destroy'
type Call = (...args: unknown[]) => unknown

/**
 * Follows an upgrade that is left to others until the first thing that becomes of it.
 * @param declined told when that is not 101. Not when the peer left, nor of an answer that is no HTTP.
 * @returns what ends it.
 */
export function watchAnswer(socket: Duplex, declined: (status: Status) => void): () => void {
  let isOver = false
  const stop = (): void => {
    isOver = true
    for (const each of undo) each()
  }
  const settle = (status: Status | undefined): void => {
    // Who keeps a method of before may call it late.
    if (isOver) return
    stop()
    if (status !== undefined && status !== switchingProtocols) declined(status)
  }
  const undo = [
    before(socket, 'write', (chunk) => settle(statusIn(chunk))),
    before(socket, 'end', (chunk) => settle(isData(chunk) ? statusIn(chunk) : 0)),
    before(socket, 'destroy', (error) => settle(hasLeft(socket, error) ? undefined : 0)),
  ]
  return stop
}

/** Listens to a method of one socket. @returns what undoes it. */
function before(socket: Duplex, name: Method, tell: (argument: unknown) => void): () => void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its socket below
  const real = socket[name] as Call
  const told: Call = (...args) => {
    tell(args[0])
    return real.apply(socket, args)
  }
  Object.assign(socket, { [name]: told })
  return () => {
    // Whoever has come before it meanwhile stays, and passes everything on.
    if (socket[name] === told) Object.assign(socket, { [name]: real })
  }
}

const isData = (chunk: unknown): chunk is string | Uint8Array =>
  typeof chunk === 'string' || chunk instanceof Uint8Array

/** Whoever answers in pieces begins with this one, or what comes is no HTTP. */
function statusIn(chunk: unknown): Status | undefined {
  if (!isData(chunk)) return undefined
  const start = typeof chunk === 'string' ? chunk : Buffer.from(chunk.subarray(0, 16)).toString('latin1')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(start)?.[1]
  return status === undefined ? undefined : Number(status)
}

const hasLeft = ({ readableEnded }: Duplex, error: unknown): boolean =>
  readableEnded || error instanceof Error
