// STOMP is text. A frame is a command, headers, an empty line, a body, and at last the character NUL:
//
//   SEND                              the command
//   destination:/pub/chat/message     headers, one a line: name, colon, value
//   content-type:application/json
//                                     an empty line: here end the headers
//   {"type":"TALK"}^@                 the body, and NUL, which is written ^@
//
// https://stomp.github.io/stomp-specification-1.2.html

const NUL = '\0'

/** The first frame of every conversation: nothing else may be sent before it is answered. */
export const connectFrame = (host) =>
  [
    'CONNECT',
    'accept-version:1.2', // The versions of STOMP that we speak. The answer names the one to use.
    `host:${escaped(host)}`, // Whom we mean, where several brokers share an address.
    'heart-beat:10000,10000', // We can beat every 10 s, and want to hear a beat every 10 s.
    '', // Here would stand login and passcode too, for a broker that asks.
    NUL, // No body.
  ].join('\n')

/** What is sent to the destination comes from now on. */
export const subscribeFrame = (id, destination) =>
  [
    'SUBSCRIBE',
    `id:${id}`, // Ours to choose. Every MESSAGE repeats it as `subscription`, and UNSUBSCRIBE names it.
    `destination:${escaped(destination)}`,
    '',
    NUL,
  ].join('\n')

/** A message, to whoever stands behind the destination: here a route of the broker's application. */
export const sendFrame = (destination, value) =>
  [
    'SEND',
    `destination:${escaped(destination)}`,
    'content-type:application/json', // The broker passes it on. It is for those who read the body.
    '',
    JSON.stringify(value) + NUL, // JSON holds no NUL. A body that may needs `content-length`, in bytes.
  ].join('\n')

/** A goodbye. The RECEIPT says that all that was sent before has been read. */
export const disconnectFrame = (receipt) =>
  [
    'DISCONNECT',
    `receipt:${receipt}`, // Any frame but CONNECT may ask for one.
    '',
    NUL,
  ].join('\n')

/** Between frames, a line feed alone says that we are still there. */
export const heartBeat = '\n'

/**
 * Takes a frame apart: CONNECTED, MESSAGE, RECEIPT or ERROR. A WebSocket message is one whole frame; over TCP one would have
 * to look for its end first.
 * @returns {{ command: string, headers: Map<string, string>, body: string }}
 */
export function readFrame(text) {
  const endOfHeaders = text.indexOf('\n\n')
  const [command, ...lines] = text.slice(0, endOfHeaders).split('\n')
  const headers = new Map()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = unescaped(line.slice(0, colon))
    // Of a header that comes twice the first counts.
    if (!headers.has(name)) headers.set(name, unescaped(line.slice(colon + 1)))
  }
  return { command, headers, body: text.slice(endOfHeaders + 2, text.lastIndexOf(NUL)) }
}

// What would end a header, or its name, travels as two characters.
const escapes = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', ':': '\\c' }
const characters = { '\\\\': '\\', '\\n': '\n', '\\r': '\r', '\\c': ':' }

const escaped = (value) => value.replace(/[\\\n\r:]/g, (character) => escapes[character])
const unescaped = (value) => value.replace(/\\[\\nrc]/g, (escape) => characters[escape])
