import type { HttpAnswers, MessageLimits, PayloadTexts, SockJsBehaviour } from './sockjs-behaviour.ts'

/** SockJS and WebSocket as Spring answers on Tomcat. */
export const springSockJs = (
  version: '5.3' | '6.2' | '7.0',
  { maxTextMessageChars = 16_640, maxBinaryMessageBytes = 8_192 }: ContainerBuffers = {},
): SockJsBehaviour => ({
  subProtocol: 'first-offered',
  compression: 'inflated',
  messages: tomcatLimits(maxTextMessageChars, maxBinaryMessageBytes),
  closeTimeoutMs: 20_000,
  closesWithoutFrame,
  http: httpAnswers[version],
})

/** What a Spring application may set of its container. */
interface ContainerBuffers {
  readonly maxTextMessageChars?: number
  readonly maxBinaryMessageBytes?: number
}

const tomcatLimits = (maxTextUnits: number, maxBinaryBytes: number): MessageLimits => ({
  maxTextUnits,
  textReason:
    'The decoded text message was too big for the output buffer and the endpoint does not support partial messages',
  maxBinaryBytes,
  binaryReason: `No async message support and buffer too small. Buffer size: [${grouped(maxBinaryBytes)}], Message size: [{size}]`,
  invalidTextReason:
    'A WebSocket text frame was received that could not be decoded to UTF-8 because it contained invalid byte sequences',
})

/** As Java writes it: 8,192. */
const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',')

/** A binary message, a client that went, a message too long, a failed handler, a reader that cannot keep up. */
const closesWithoutFrame: ReadonlySet<number> = new Set([1003, 1006, 1009, 1011, 4500])

const payloadTexts: PayloadTexts = {
  empty: 'Broken JSON encoding.',
  null: 'Payload expected.',
  'no-array': 'Broken JSON encoding.',
  'no-json': 'Broken JSON encoding.',
  broken: 'Payload expected.',
  nested: 'Broken JSON encoding.',
}

/** Jackson 3 throws what nobody there tells apart. */
const unread = 'Failed to read message(s)'
const newerPayloadTexts: PayloadTexts = {
  empty: unread,
  null: 'Payload expected.',
  'no-array': unread,
  'no-json': unread,
  broken: unread,
  nested: unread,
}

/** The page of the SockJS protocol for transports in a frame, laid out as each version has it. */
const iframePage = (indent: string, library: string): string =>
  [
    '<!DOCTYPE html>',
    '<html>',
    '<head>',
    `${indent}<meta http-equiv="X-UA-Compatible" content="IE=edge" />`,
    `${indent}<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />`,
    `${indent}<title>SockJS iframe</title>`,
    `${indent}<script>`,
    `${indent}${indent}document.domain = document.domain;`,
    `${indent}${indent}_sockjs_onload = function(){SockJS.bootstrap_iframe();};`,
    `${indent}</script>`,
    `${indent}<script src="${library}"></script>`,
    '</head>',
    '<body>',
    `${indent}<h2>Don't panic!</h2>`,
    `${indent}<p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>`,
    '</body>',
    '</html>',
  ].join('\n')

const htmlFileScript = (indent: string): string[] => [
  '<script>',
  `${indent}document.domain = document.domain;`,
  `${indent}var c = parent.%s;`,
  `${indent}c.start();`,
  `${indent}function p(d) {c.message(d);};`,
  `${indent}window.onload = function() {c.stop();};`,
  '</script>',
]

const metas = (indent: string): string[] => [
  `${indent}<meta http-equiv="X-UA-Compatible" content="IE=edge" />`,
  `${indent}<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />`,
]

/** Some browsers render nothing of a page before its first kilobyte. */
const filledUp = (lines: readonly string[]): string =>
  lines.join('\n').padEnd(1024).replace('%s', '{callback}')

const olderHtmlFile = filledUp([
  '<!doctype html>',
  '<html><head>',
  ...metas('  '),
  "</head><body><h2>Don't panic!</h2>",
  ...htmlFileScript('  ').map((line) => `  ${line}`),
])

const newerHtmlFile = `${filledUp([
  '<!DOCTYPE html>',
  '<html>',
  '<head>',
  ...metas('\t'),
  '</head>',
  '<body>',
  "\t<h2>Don't panic!</h2>",
  ...htmlFileScript('\t').map((line) => `\t${line}`),
])}\n`

const spring62: HttpAnswers = {
  vary: 'always',
  webSocketMethods: 'GET,CONNECT',
  preflightOfPlainPath: 'refused',
  preflightToStar: 'refused',
  failureIsCached: true,
  sessionsKeepAddress: false,
  maxQueuedMessages: 100,
  iframePage: iframePage('\t', 'https://cdn.jsdelivr.net/npm/sockjs-client@1/dist/sockjs.min.js'),
  htmlFilePage: newerHtmlFile,
  behindArray: 'anything',
  payloadTexts,
}

const spring53: HttpAnswers = {
  ...spring62,
  webSocketMethods: 'GET',
  iframePage: iframePage('  ', 'https://cdn.jsdelivr.net/sockjs/1.0.0/sockjs.min.js'),
  htmlFilePage: olderHtmlFile,
}

const spring70: HttpAnswers = {
  ...spring62,
  vary: 'with-origin',
  preflightOfPlainPath: 'empty',
  preflightToStar: 'failed',
  failureIsCached: false,
  sessionsKeepAddress: true,
  behindArray: 'nothing',
  payloadTexts: newerPayloadTexts,
}

const httpAnswers = { '5.3': spring53, '6.2': spring62, '7.0': spring70 } as const
