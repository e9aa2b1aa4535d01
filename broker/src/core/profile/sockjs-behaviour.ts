/** How endpoints answer over HTTP and frame SockJS, where stompbox and Spring differ. */
export interface SockJsBehaviour {
  /** Of the sub-protocols a client offers: the newest, or the first that is known, echoed as it was written. */
  readonly subProtocol: 'newest' | 'first-offered'
  /** Offers of permessage-deflate. What goes out is never compressed. */
  readonly compression: 'declined' | 'inflated'
  /** What one WebSocket message may hold. */
  readonly messages: 'a-whole-frame' | MessageLimits
  /** From our close frame to that of the client, behind all that it has not read yet; then the socket is cut. */
  readonly closeTimeoutMs: number
  /** Closes that a SockJS client is not told of by a `c` frame. */
  readonly closesWithoutFrame: ReadonlySet<number>
  /**
   * Who serves HTTP. `package`: the `sockjs` package behind a gate of ours; plain WebSocket on its base path too; pages of this
   * machine may come unlisted. Or our own SockJS with these answers: sessions are called by their URLs, plain ones by a UUID; the
   * base path takes no upgrade; no page but the own comes unlisted.
   */
  readonly http: 'package' | HttpAnswers
}

/** What the container refuses before STOMP sees it, by a close and without ERROR. */
export interface MessageLimits {
  readonly maxTextUnits: number
  readonly textReason: string
  readonly maxBinaryBytes: number
  /** `{size}` is replaced. */
  readonly binaryReason: string
  readonly invalidTextReason: string
}

/** Where the versions of Spring differ, and what its users may set. */
export interface HttpAnswers {
  /** `Vary` on each answer of a SockJS endpoint, or only on those to a page. */
  readonly vary: 'always' | 'with-origin'
  /** `Allow` of a WebSocket path. */
  readonly webSocketMethods: string
  /** A preflight to a path that knows nothing of SockJS. */
  readonly preflightOfPlainPath: 'refused' | 'empty'
  /** A preflight to SockJS where `*` is an allowed origin: refused, or it fails as every other request of a page does. */
  readonly preflightToStar: 'refused' | 'failed'
  /** Of a request that fails: whether the page of errors keeps the headers that forbid to cache it. */
  readonly failureIsCached: boolean
  /** A session goes on only from the address it was opened from. */
  readonly sessionsKeepAddress: boolean
  /** Messages that wait for a receiver. One more ends the session, and they are lost. */
  readonly maxQueuedMessages: number
  readonly iframePage: string
  /** `{callback}` is replaced. */
  readonly htmlFilePage: string
  /** What may stand behind the array of messages that a client sends. */
  readonly behindArray: 'anything' | 'nothing'
  /** Of an `xhr_send` that is no array of strings. */
  readonly payloadTexts: PayloadTexts
}

/** Named for what was found: nothing, `null`, other JSON, no JSON, an array that breaks off, an array in an array. */
export interface PayloadTexts {
  readonly empty: string
  readonly null: string
  readonly 'no-array': string
  readonly 'no-json': string
  readonly broken: string
  readonly nested: string
}
