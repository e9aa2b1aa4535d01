const writeHeartBeat = 'Write heart-beat as two whole numbers of milliseconds, such as 10000,10000.'
const sendLess = 'Send less at once, or raise spring.maxMessageBytes, in Spring setMessageSizeLimit.'

/**
 * What Spring's wire refuses, in Spring's words: rows as in refusals.ts, and what the log advises, for Spring's words do not.
 * What a client wrote is inserted as it is, unquoted and uncut, for so Spring sends it. Spring closes with 1002 after each of
 * them, whatever the code word says.
 */
export const springRefusals = {
  springUnknownCommand: [
    'bad-frame',
    'No enum constant org.springframework.messaging.simp.stomp.StompCommand.{=command}',
    'Write commands as STOMP has them, in upper case, such as SEND, one to a frame.',
  ],
  springCarriageReturn: [
    'bad-frame',
    "'\\r' must be followed by '\\n'",
    'End lines with a line feed alone, or behind a carriage return; in a value escape it.',
  ],
  springUnexpectedBody: [
    'bad-frame',
    "{=command} shouldn't have a payload: length={=length}, headers={}",
    'Leave body and content-length out: only SEND has them.',
  ],
  springMissingNul: [
    'bad-frame',
    'Frame must be terminated with a null octet',
    'Let content-length count the bytes of the body, not its characters, or leave it out; end the frame with a NUL.',
  ],
  springIllegalHeader: [
    'bad-header',
    "Illegal header: '{=line}'. A header must be of the form <name>:[<value>].",
    'Put a blank line between headers and body, and escape line feeds in values.',
  ],
  springIllegalEscape: [
    'bad-header',
    'Illegal escape sequence at index {=index}: {=text}',
    'Write \\\\ for a backslash; the other escapes are \\r, \\n and \\c.',
  ],
  springMimeType: [
    'bad-header',
    'Invalid mime type "{=value}": {=detail}',
    'Write content-type as a type and a subtype, such as application/json, or leave it out.',
  ],
  /** A content-length in a frame that is not whole yet; before 6.1 a heart-beat as well. */
  springNotANumber: [
    'bad-header',
    'For input string: "{=value}"',
    'Write content-length as a number of bytes, heart-beat as two of milliseconds, such as 10000,10000.',
  ],
  /** A heart-beat, from 6.1 on. */
  springBadHeartBeat: ['bad-header', 'Error at index {=index} in: "{=value}"', writeHeartBeat],
  springEmptyHeartBeat: ['bad-header', '', writeHeartBeat],
  springContentLengthLimit: [
    'too-large',
    // Two spaces: Spring's own.
    "STOMP 'content-length' header value {=length}  exceeds configured buffer size limit {=limit}",
    sendLess,
  ],
  springBufferLimit: [
    'too-large',
    'The configured STOMP buffer size limit of {=limit} bytes has been exceeded',
    sendLess,
  ],
} as const

export type SpringRefusal = keyof typeof springRefusals

type Values = Readonly<Record<string, string | number>>

/** The only error of Spring's wire. `message` is the whole text for the `message` header, to be sent uncut. */
export class SpringError extends Error {
  readonly refusal: SpringRefusal
  readonly code: (typeof springRefusals)[SpringRefusal][0]
  readonly values: Values
  /** The same for a log: without lines of CONNECT, which may hold a passcode. */
  readonly logMessage: string

  /** @param unsaid values that a log must not repeat, replaced. */
  constructor(refusal: SpringRefusal, values: Values = {}, unsaid: Values = {}) {
    const [code, text] = springRefusals[refusal]
    super(fill(text, values))
    this.name = 'SpringError'
    this.refusal = refusal
    this.code = code
    this.values = values
    this.logMessage = fill(text, { ...values, ...unsaid })
  }
}

const fill = (text: string, values: Values): string =>
  text.replace(/\{=(\w+)\}/g, (_, key: string) => String(values[key]))
