/** How one SockJS transport over HTTP carries frames to its client. */
export interface Receiving {
  readonly kind: string
  /** As the handshake names it. */
  readonly transport: string
  readonly method: 'GET' | 'POST'
  readonly contentType: string
  /** Whether a response carries more than one frame. */
  readonly isStream: boolean
  /** What each response begins with. */
  readonly prelude: string
  readonly frame: (content: string) => string
}

const xhr: Receiving = {
  kind: 'xhr',
  transport: 'xhr-polling',
  method: 'POST',
  contentType: 'application/javascript;charset=UTF-8',
  isStream: false,
  prelude: '',
  frame: (content) => `${content}\n`,
}

const xhrStreaming: Receiving = {
  ...xhr,
  kind: 'xhr_streaming',
  transport: 'xhr-streaming',
  isStream: true,
  prelude: `${'h'.repeat(2048)}\n`,
}

const eventSource: Receiving = {
  kind: 'eventsource',
  transport: 'eventsource',
  method: 'GET',
  contentType: 'text/event-stream;charset=UTF-8',
  isStream: true,
  prelude: '\r\n',
  frame: (content) => `data: ${content}\r\n\r\n`,
}

/** The page that opens the stream is written for the callback of each request. */
const htmlFile: Receiving = {
  kind: 'htmlfile',
  transport: 'htmlfile',
  method: 'GET',
  contentType: 'text/html;charset=UTF-8',
  isStream: true,
  prelude: '',
  frame: (content) => `<script>\np("${scriptText(content)}");\n</script>\r\n`,
}

const receivings = new Map([xhr, xhrStreaming, eventSource, htmlFile].map((each) => [each.kind, each]))

export const receivingOf = (kind: string): Receiving | undefined => receivings.get(kind)

/** What a string in a script of a page must not hold as it is. */
const escapes = new Map([
  ['"', '\\"'],
  ["'", "\\'"],
  ['\\', '\\\\'],
  ['/', '\\/'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\n'],
  ['\f', '\\f'],
  ['\b', '\\b'],
  ['\v', '\\v'],
  ['<', '\\u003C'],
  ['>', '\\u003E'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
])

const scriptText = (text: string): string =>
  text.replace(/["'\\/\t\n\r\f\b\v<>\u2028\u2029]/g, (char) => escapes.get(char)!)
