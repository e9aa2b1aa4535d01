/** What one frame may hold. Bytes are those on the wire, before unescaping. */
export interface FrameLimits {
  readonly maxHeaders: number
  readonly maxHeaderLineBytes: number
  readonly maxHeaderBytes: number
  readonly maxBodyBytes: number
  /** Head and body of a frame that comes before CONNECT was accepted. */
  readonly maxFrameBytesBeforeConnect: number
}

export const defaultFrameLimits: FrameLimits = {
  maxHeaders: 100,
  maxHeaderLineBytes: 4096,
  maxHeaderBytes: 16_384,
  maxBodyBytes: 1_048_576,
  maxFrameBytesBeforeConnect: 16_384,
}
