/** What one frame may hold. Bytes are those on the wire, before unescaping. */
export interface FrameLimits {
  readonly maxHeaders: number
  readonly maxHeaderLineBytes: number
  readonly maxHeaderBytes: number
  readonly maxBodyBytes: number
  /** Head and body of a frame that comes before CONNECT was accepted. */
  readonly maxFrameBytesBeforeConnect: number
}
