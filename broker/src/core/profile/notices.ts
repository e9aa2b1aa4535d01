import { fillText } from '../errors.ts'

/** What Spring leaves undone, or does otherwise than STOMP says, without a word to the client: cause and mend for the log. */
const notices = {
  receipt: [
    "{=command} asks for a receipt; Spring's simple broker sends one for DISCONNECT alone.",
    'Wait for none, or use profile standard, which sends them all.',
  ],
  acknowledgements: [
    "Spring's simple broker passes over ack:{=mode}: it acknowledges by itself and sends nothing again.",
    'Use ack:auto, or profile standard.',
  ],
  ignoredCommand: [
    "{=command} is passed over: Spring's simple broker has neither ACK and NACK nor transactions, and takes no frames of servers.",
    'Use profile standard where you need it.',
  ],
  transaction: [
    "Spring's simple broker has no transactions: there SEND in transaction {id} goes out at once.",
    'Send without a transaction, or use profile standard.',
  ],
  noVersion: [
    'CONNECT offers accept-version {offered}; Spring finds none it speaks, and never answers with CONNECTED.',
    'Send accept-version:1.2,1.1,1.0 without spaces.',
  ],
  missingVersion: [
    'CONNECT has no accept-version, which means 1.0; Spring never answers it.',
    'Send accept-version:1.2,1.1,1.0.',
  ],
  duplicateId: [
    'Subscription id {id} is in use for {first}; Spring keeps the first and passes over {second}.',
    'Use a new id for each SUBSCRIBE, or UNSUBSCRIBE first.',
  ],
  afterDisconnect: [
    '{=command} after DISCONNECT: Spring leaves the socket open, and delivers nothing to it any more.',
    'Close the connection, and connect again.',
  ],
  beforeConnect: [
    '{=command} before CONNECT is taken all the same; newer Spring answers it with ERROR.',
    'Send CONNECT first.',
  ],
  foreignUnsubscribe: [
    'UNSUBSCRIBE {id} names destination {destination}, which no broker prefix takes; Spring then keeps the subscription.',
    'Send UNSUBSCRIBE with the id alone.',
  ],
  selectorPassedOver: [
    'The selector {selector} is passed over, and everything is delivered: Spring has selectors off since 6.1.',
    'Filter in the client, or set spring.selectorHeader.',
  ],
  selectorUnreadable: [
    'The selector {selector} cannot be read ({=detail}), and everything is delivered.',
    "Write it as Spring's expressions are: headers.kind == 'news'.",
  ],
  noReceipt: [
    'DISCONNECT asks for no receipt; Spring answers it with ERROR «Session closed.» and 1002.',
    'Send a receipt header with it, as stompjs does, or just close the socket.',
  ],
  dropped: [
    'An interceptor dropped {=command}; the client is told nothing.',
    'Throw a Refusal where the client should know.',
  ],
  stray: [
    'A message for {destination} goes nowhere: no broker prefix takes it.',
    'Add the prefix to prefixes.broker, or send elsewhere; a reply without sendTo goes to /topic.',
  ],
  strangersUser: [
    'A client sends to {destination}, which is another user; Spring delivers it.',
    'Let authorize refuse SEND behind /user, or use profile standard.',
  ],
  overheard: [
    'Subscription {destination} also gets what is meant for single users: their queues are named behind /queue.',
    'Let authorize refuse it, or use profile standard.',
  ],
  spoofed: [
    'A client sends to {destination} and has subscribers told it was {shown} (simpOrigDestination).',
    'Use profile standard, which does not.',
  ],
} as const satisfies Record<string, readonly [cause: string, mend: string]>

export type Notice = keyof typeof notices

export interface NoticeText {
  readonly cause: string
  readonly mend: string
}

export function noticeText(name: Notice, values: Readonly<Record<string, string | number>>): NoticeText {
  const [cause, mend] = notices[name]
  return { cause: fillText(cause, values), mend }
}
