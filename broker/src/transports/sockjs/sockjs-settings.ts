/** What a SockJS endpoint may be set to, as Spring's `withSockJS()` may. */
export interface SockJsSettings {
  /** How long a client hears nothing before SockJS sends its own heart-beat. Default `25000`. */
  readonly heartBeatMs: number
  /** How long a session over HTTP lives without a receiver. Default `5000`. */
  readonly disconnectDelayMs: number
  /** Messages of one streaming response, in bytes; then the client asks for the next. Default `131072`. */
  readonly maxStreamBytes: number
  /**
   * What `/info` says of cookies: whether a load balancer needs them to find the same server again. Default `false`; `true`
   * in the `spring` profiles.
   */
  readonly cookieNeeded: boolean
  /** Whether there is WebSocket besides HTTP. Default `true`. */
  readonly webSocket: boolean
}

export const sockJsDefaults: Omit<SockJsSettings, 'cookieNeeded'> = {
  heartBeatMs: 25_000,
  disconnectDelayMs: 5_000,
  maxStreamBytes: 128 * 1024,
  webSocket: true,
}
