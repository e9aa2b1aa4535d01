import type { Texts } from './texts.ts'

export const english: Texts = {
  refusals: {
    'bad-frame': {
      meaning:
        "The bytes are no STOMP frame, the command is not one of the session's version, or the body is not what it says it is, or not what the route takes.",
      mend: 'End every frame with a NUL, write commands in upper case, let a library count `content-length`.',
    },
    'bad-header': {
      meaning: 'A header is missing, malformed, or asks for something that is not there.',
      mend: 'The message names the header, and a value that works where there is one.',
    },
    version: {
      meaning: 'Client and broker have no STOMP version in common.',
      mend: 'Offer one: `accept-version:1.2`.',
    },
    'not-connected': {
      meaning: 'A frame came before CONNECT.',
      mend: 'Wait for CONNECTED; client libraries have a callback for it.',
    },
    'bad-state': {
      meaning:
        'The frame is fine, but not now: a second CONNECT, a subscription id in use, a transaction that is open already.',
      mend: 'Connect once; give each subscription and each open transaction an id of its own.',
    },
    'bad-utf8': {
      meaning: 'A header, or a body that says it is text, is not UTF-8.',
      mend: 'Encode as UTF-8, or send the body as `application/octet-stream`.',
    },
    'too-large': {
      meaning: 'A header, the headers, the body or a frame before CONNECT is longer than a limit.',
      mend: 'Send less at once, or raise the [limit](configuration.md#limits) the message names.',
    },
    'too-many-headers': {
      meaning: 'A frame has more headers than the limit.',
      mend: 'Put the data into the body, or raise `maxHeaders`.',
    },
    'auth-failed': {
      meaning: '`authenticate` did not accept who connects, or what they connected with has expired.',
      mend: 'Connect with fresh credentials; see [authentication](../guides/authentication.md).',
    },
    forbidden: {
      meaning:
        '`authorize` does not grant this SEND or SUBSCRIBE, or no longer grants a subscription; or a client sends to another user.',
      mend: 'Ask only for what the user may have; see [who may send and subscribe](../guides/authentication.md#who-may-send-and-subscribe).',
    },
    'bad-destination': {
      meaning:
        'The destination is malformed, a pattern where one name is wanted or one that cannot be read, or nothing takes it.',
      mend: 'The message names the nearest that exists; compare prefixes and routes.',
    },
    'limit-subscriptions': {
      meaning: 'The session holds as many subscriptions as it may.',
      mend: 'UNSUBSCRIBE what is not needed, subscribe to a pattern, or raise `maxSubscriptions`.',
    },
    'limit-transactions': {
      meaning: 'Too many transactions are open, one of them holds too much, or one was open for too long.',
      mend: 'COMMIT or ABORT sooner, put less into one, or raise the [limit](configuration.md#limits).',
    },
    'limit-unacked': {
      meaning: 'More messages wait for ACK or NACK than may. None of them is sent again.',
      mend: 'Acknowledge as you read, subscribe with `ack:auto`, or raise `maxUnackedMessages` or `maxUnackedMessagesPerSession`.',
    },
    'unknown-id': {
      meaning:
        'UNSUBSCRIBE names no subscription there is, ACK or NACK no message that waits, COMMIT, ABORT or a `transaction` header no transaction that is open.',
      mend: 'Say it once, and with the id as it came.',
    },
    rate: {
      meaning: 'The client sends more frames or bytes a second than it may.',
      mend: 'Send less often, or raise `maxFramesPerSecond` or `maxBytesPerSecond`.',
    },
    'connect-timeout': {
      meaning: 'The connection was opened and no CONNECT came, or `authenticate` took too long.',
      mend: 'Activate the client; look for code that opens a connection and says nothing.',
    },
    'frame-timeout': {
      meaning: 'A frame was begun, and its end did not come.',
      mend: 'The NUL at its end is missing, its `content-length` is larger than its body, or the network stalls; see `frameTimeoutMs`.',
    },
    'slow-consumer': {
      meaning: 'The client does not read as fast as messages come.',
      mend: 'Subscribe to less, do less per message, send less; or raise `maxUnsentBytes`.',
    },
    'heart-beat': {
      meaning: 'Nothing came for twice the interval the client promised.',
      mend: 'Usually a sleeping laptop or a page in the background; reconnect.',
    },
    overloaded: {
      meaning:
        'The broker has no room for one more session now: too many of them, too many at once, or it is short of memory or time.',
      mend: 'Come back as `retry-after` says. If it stays, raise the [limit](configuration.md#limits) it ran into, or give the broker more memory.',
    },
    draining: {
      meaning: 'The broker is stopping.',
      mend: 'Come back as `retry-after` says. What got its RECEIPT was passed on; transactions that were open are not done.',
    },
    internal: {
      meaning:
        'A function of the application threw, rejected or never finished: a route, an interceptor, `authenticate` or `authorize`.',
      mend: 'The `handler-failed` line of the log says where; of one that never finished, the `refused` line.',
    },
  },
  closeCodes: {
    1000: 'The client or the broker said goodbye: DISCONNECT, or a page that closed its socket.',
    1001: 'The page was left or reloaded; or, when the broker closes, it is stopping.',
    1002: 'A peer broke the protocol of WebSocket or STOMP. The broker has sent an ERROR where STOMP had begun.',
    1003: 'The client sent what the endpoint does not take: binary over SockJS.',
    1005: 'The connection was closed without a code.',
    1006: 'Nobody said goodbye: the network was lost, a proxy or a server cut the connection, or the page ended. When a browser cannot connect at all, it says this as well: is the broker running, are host, port and path right, may the page connect (403)?',
    1007: 'The client sent text that is not UTF-8, or SockJS data that is no JSON array of strings.',
    1008: 'The broker refused what the client asked for. Its ERROR, and the `refused` line of the log, say what.',
    1009: 'The client sent more than a limit allows: a frame, or one WebSocket message.',
    1011: 'A function of the application failed, and the client had to know. The `handler-failed` line of the log says where.',
    1013: 'The client came while the broker was full, or short of memory. It comes back as `retry-after` says.',
    4001: 'The client reads more slowly than messages come: a slow network, or a page that is busy or in the background.',
    4002: 'The client missed the heart-beats it had promised: asleep, frozen in the background, or the network is gone.',
    4004: 'The client never sent CONNECT, or never finished a frame. Is it a STOMP client, and is it activated?',
  },
  comeBack: {
    never: 'never with the same program: it breaks the protocol',
    'after-change': 'after a change of what it sent',
    later: 'later, with the same',
  },
  labels: {
    closeCode: 'Close code',
    meaning: 'Means',
    mend: 'Mend',
    comeBack: 'Come back',
    words: 'Words',
    further: 'See',
  },
  lists: {
    refusals: 'Refusals: the `code` of an ERROR, and the reason of the close frame',
    closeCodes: 'Close codes of a WebSocket',
    oneOfThem: (name) => `One of them: ${name} explain bad-destination`,
  },
  unknown: (word, nearest) =>
    `There is no refusal or close code ${word}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
  unknownFurther: (name) => `${name} explain lists them all.`,
}
