/** What a SockJS endpoint may be set to, as Spring's `withSockJS()` may. */
export interface SockJsSettings {
  /** How long a client hears nothing before it hears `h`. */
  readonly heartBeatMs: number
  /** How long a session over HTTP lives without a receiver. */
  readonly disconnectDelayMs: number
  /** Of the messages of one streaming response; then the client asks for the next. */
  readonly maxStreamBytes: number
  /** What `/info` says of cookies: whether a load balancer needs them to find the same server again. */
  readonly cookieNeeded: boolean
  /** Whether there is WebSocket besides HTTP. */
  readonly webSocket: boolean
}

export const sockJsDefaults: Omit<SockJsSettings, 'cookieNeeded'> = {
  heartBeatMs: 25_000,
  disconnectDelayMs: 5_000,
  maxStreamBytes: 128 * 1024,
  webSocket: true,
}
