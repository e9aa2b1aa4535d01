/** What the wire refuses: catalogue rows as `[code word, text]`; `{x}` echoes client text quoted, `{=x}` a word of ours. */
export const frameRefusals = {
  unknownCommand: [
    'bad-frame',
    'Unknown command {command}. Commands are upper case, one per frame, such as SEND.',
  ],
  strayByte: [
    'bad-frame',
    'Expected a command or a line end between frames, found {=byte}. A frame begins with its command, such as CONNECT.',
  ],
  unexpectedBody: ['bad-frame', 'A {=command} frame has no body; only SEND has one.'],
  missingNul: ['bad-frame', 'The body is longer than its content-length of {length}: no NUL follows it.'],
  headerWithoutColon: ['bad-header', 'Header line {line} has no colon.'],
  emptyHeaderName: ['bad-header', 'A header line starts with a colon: {line}.'],
  carriageReturn: [
    'bad-header',
    'A bare carriage return stands in a header line; it is only legal right before a line feed.',
  ],
  nulInHeader: ['bad-header', 'A NUL stands in the header block; the blank line before the body is missing.'],
  badEscape: ['bad-header', 'Undefined escape in header line {line}. STOMP {=version} knows {=escapes}.'],
  badContentLength: ['bad-header', 'content-length {value} is not a whole number of bytes.'],
  twoContentLengths: ['bad-header', 'Two content-length headers disagree: {first} and {second}.'],
  badUtf8: ['bad-utf8', 'A header is not valid UTF-8.'],
  headerLineTooLong: ['too-large', 'A header line is longer than {limit} bytes.'],
  headersTooLong: ['too-large', 'The header block is longer than {limit} bytes.'],
  bodyTooLong: ['too-large', 'The body is longer than {limit} bytes.'],
  frameTooLongBeforeConnect: ['too-large', 'Before CONNECT a frame holds at most {limit} bytes.'],
  tooManyHeaders: ['too-many-headers', 'A frame holds at most {limit} headers.'],
} as const

export type FrameRefusal = keyof typeof frameRefusals

/** The only error the decoder throws. After it the decoder is dead: no further byte is read. */
export class FrameError extends Error {
  readonly refusal: FrameRefusal
  readonly values: Readonly<Record<string, string | number>>

  constructor(refusal: FrameRefusal, values: Readonly<Record<string, string | number>> = {}) {
    super(frameRefusals[refusal][1])
    this.name = 'FrameError'
    this.refusal = refusal
    this.values = values
  }
}

/** `"{"`, or `0x16` of what cannot be shown. */
export const shownByte = (byte: number): string =>
  byte > 0x20 && byte < 0x7f
    ? JSON.stringify(String.fromCharCode(byte))
    : `0x${byte.toString(16).padStart(2, '0')}`
