import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Admit } from '../../core/ports.ts'

/** Why a connection is closed from this side. */
export interface Closing {
  readonly code: number
  readonly reason: string
}

/** One end of a WebSocket: its messages, and its closing handshake. */
export interface Peer {
  owner: PeerOwner | undefined
  /** Neither side has begun to close. */
  readonly isOpen: boolean
  pause(): void
  resume(): void
  /** Begins the closing handshake; no-op when it has begun. */
  close(code: number, reason: string): void
}

/** Who is told what a peer says. */
export interface PeerOwner {
  /** What a message may hold now. */
  readonly maxMessageBytes: number
  received(message: Buffer, isBinary: boolean): void
  /** The peer broke a rule or a limit, and nothing more is read. @returns what to say about it. */
  refusing(code: number): string | undefined
  /** What was wrong, once it is being closed. */
  failed(fault: Closing): void
  /** The code of the peer's close frame; 1005 without one in it, 1006 without a close frame. Called once. */
  closed(code: number, reason: string): void
}

export const closeCodes = {
  normal: 1000,
  protocolError: 1002,
  nothingSaid: 1005,
  abnormal: 1006,
  invalidText: 1007,
  policy: 1008,
  tooLong: 1009,
} as const

/** Stock clients cut a message into fragments of 4 KiB. */
export const maxFragments = 1_024

/** A request for a WebSocket, and what its answer says besides. */
export interface Opening {
  readonly request: IncomingMessage
  readonly socket: Duplex
  /** What came behind the handshake. */
  readonly head: Buffer
  readonly headers: OutgoingHttpHeaders
}

export interface PeersOptions {
  /** From a close frame of ours to the end, behind all that the peer has not read yet. */
  readonly closeTimeoutMs: number
  readonly subProtocol: (offered: ReadonlySet<string>) => string | false
  readonly admit: Admit
}

/** Who makes peers of requests. */
export interface Peers {
  /** Answers the handshake, or refuses it and closes the socket. */
  open(opening: Opening, opened: (peer: Peer) => void): void
}
