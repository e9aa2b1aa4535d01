/**
 * What Spring's wire refuses, in Spring's words: rows as in refusals.ts. What a client wrote is inserted as it is, unquoted and
 * uncut, for so Spring sends it. Spring closes with 1002 after each of them, whatever the code word says.
 */
export const springRefusals = {
  springUnknownCommand: [
    'bad-frame',
    'No enum constant org.springframework.messaging.simp.stomp.StompCommand.{=command}',
  ],
  springCarriageReturn: ['bad-frame', "'\\r' must be followed by '\\n'"],
  springUnexpectedBody: ['bad-frame', "{=command} shouldn't have a payload: length={=length}, headers={}"],
  springMissingNul: ['bad-frame', 'Frame must be terminated with a null octet'],
  springIllegalHeader: [
    'bad-header',
    "Illegal header: '{=line}'. A header must be of the form <name>:[<value>].",
  ],
  springIllegalEscape: ['bad-header', 'Illegal escape sequence at index {=index}: {=text}'],
  springMimeType: ['bad-header', 'Invalid mime type "{=value}": {=detail}'],
  /** A content-length in a frame that is not whole yet; before 6.1 a heart-beat as well. */
  springNotANumber: ['bad-header', 'For input string: "{=value}"'],
  /** A heart-beat, from 6.1 on. */
  springBadHeartBeat: ['bad-header', 'Error at index {=index} in: "{=value}"'],
  springEmptyHeartBeat: ['bad-header', ''],
  springContentLengthLimit: [
    'too-large',
    // Two spaces: Spring's own.
    "STOMP 'content-length' header value {=length}  exceeds configured buffer size limit {=limit}",
  ],
  springBufferLimit: [
    'too-large',
    'The configured STOMP buffer size limit of {=limit} bytes has been exceeded',
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
