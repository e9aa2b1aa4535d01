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
