/** What one frame may hold. Bytes are those on the wire, before unescaping. */
export interface FrameLimits {
  /** Headers of one frame. Default `100`. @refusal too-many-headers @profile standard */
  readonly maxHeaders: number
  /** One header, name and value, as it comes on the wire. Default `4096`. @refusal too-large @profile standard */
  readonly maxHeaderLineBytes: number
  /** All headers of a frame. Default `16384`. @refusal too-large @profile standard */
  readonly maxHeaderBytes: number
  /** The body of a frame. Default `1048576`. @refusal too-large @profile standard */
  readonly maxBodyBytes: number
  /** A frame that comes before CONNECT was accepted, head and body. Default `16384`. @refusal too-large */
  readonly maxFrameBytesBeforeConnect: number
}
