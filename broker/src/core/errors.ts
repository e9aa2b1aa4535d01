import { destinationRefusals } from '../destination/refusals.ts'
import { FrameError, frameRefusals } from '../frame/refusals.ts'

/** When a refused client may come back: `after-change` of what it sent, `later` with the same. */
export type ComeBack = 'never' | 'after-change' | 'later'

/** The vocabulary of refusals: the `code` header of an ERROR and the close code that follows it. */
export const refusalCodes = {
  'bad-frame': { closeCode: 1002, comeBack: 'never' },
  'bad-header': { closeCode: 1002, comeBack: 'never' },
  version: { closeCode: 1002, comeBack: 'never' },
  'not-connected': { closeCode: 1002, comeBack: 'never' },
  'bad-state': { closeCode: 1002, comeBack: 'never' },
  'bad-utf8': { closeCode: 1007, comeBack: 'never' },
  'too-large': { closeCode: 1009, comeBack: 'after-change' },
  'too-many-headers': { closeCode: 1009, comeBack: 'after-change' },
  'bad-destination': { closeCode: 1008, comeBack: 'after-change' },
  'limit-subscriptions': { closeCode: 1008, comeBack: 'after-change' },
  'unknown-id': { closeCode: 1008, comeBack: 'after-change' },
  'connect-timeout': { closeCode: 4004, comeBack: 'later' },
  'slow-consumer': { closeCode: 4001, comeBack: 'later' },
  'heart-beat': { closeCode: 4002, comeBack: 'later' },
  internal: { closeCode: 1011, comeBack: 'later' },
} as const satisfies Record<string, { closeCode: number; comeBack: ComeBack }>

export type RefusalCode = keyof typeof refusalCodes

const coreRefusals = {
  notConnected: ['not-connected', 'The first frame must be CONNECT or STOMP, got {=command}.'],
  connectedTwice: ['bad-state', 'This session is already connected; {=command} comes once.'],
  noCommonVersion: ['version', 'No common version: you offered {offered}, stompbox speaks 1.0, 1.1 and 1.2.'],
  badHeartBeat: [
    'bad-header',
    'heart-beat {value} is not two whole numbers of milliseconds, such as 10000,10000.',
  ],
  missingHeader: ['bad-header', '{=command} needs a {=header} header.'],
  idTooLong: ['bad-header', 'The {=header} of {=command} is longer than {limit} bytes.'],
  badAck: ['bad-header', 'ack {value} is none of auto, client and client-individual.'],
  ackNotYet: ['bad-header', 'ack {value} is not supported yet; leave the header out or say auto.'],
  commandNotYet: ['bad-state', '{=command} is not supported yet.'],
  duplicateId: ['bad-state', 'Subscription id {id} is already in use in this session.'],
  unknownId: ['unknown-id', 'No subscription {id} in this session.'],
  subscriptionLimit: ['limit-subscriptions', 'A session holds at most {limit} subscriptions.'],
  patternDestination: ['bad-destination', 'SEND goes to one destination; {destination} is a pattern.'],
  nobodyTakes: ['bad-destination', 'Nothing takes {=command} {destination}. {=nearest}'],
  notATopic: ['bad-destination', '{destination} leads back to the application; send to a broker prefix.'],
  badJson: ['bad-frame', 'The body of {destination} is not JSON: {=detail}'],
  badText: ['bad-utf8', 'The body of {destination} says it is text and is not valid UTF-8.'],
  connectTimeout: ['connect-timeout', 'No CONNECT within {seconds} s.'],
  heartBeatMissed: [
    'heart-beat',
    'Nothing arrived for {silent} ms, and you promised a heart-beat every {promised} ms.',
  ],
  slowConsumer: ['slow-consumer', 'You do not read as fast as messages come: {=detail}.'],
  handlerFailed: ['internal', 'The application failed on {=command} {destination}. Its log says why.'],
  handlerTimeout: ['internal', 'The application did not finish {=command} {destination} within {seconds} s.'],
} as const

/** The catalogue. Keys name situations; many situations share one code word. */
export const refusals = { ...frameRefusals, ...destinationRefusals, ...coreRefusals } as const

export type RefusalName = keyof typeof refusals

/** A client is answered by ERROR, then closed. `message` is what it reads. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly closeCode: number
  readonly comeBack: ComeBack

  constructor(name: RefusalName, values: Readonly<Record<string, string | number>> = {}) {
    const [code, text] = refusals[name]
    super(
      text.replace(/\{(=?)(\w+)\}/g, (whole, own: string, key: string) => fill(values[key] ?? whole, own)),
    )
    this.name = 'Refusal'
    this.code = code
    this.closeCode = refusalCodes[code].closeCode
    this.comeBack = refusalCodes[code].comeBack
  }
}

/** The refusal behind whatever the wire threw. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  return error instanceof FrameError ? new Refusal(error.refusal, error.values) : undefined
}

const longestEcho = 64

/** `{x}` echoes what a client wrote, `{=x}` a word of ours. */
function fill(value: string | number, own: string): string {
  return typeof value === 'number' || own !== '' ? String(value) : quote(value)
}

/** Makes text from outside safe to echo into an ERROR or a log line. */
export function quote(text: string): string {
  const short = text.length > longestEcho ? `${text.slice(0, longestEcho)}…` : text
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    escapeUnit,
  )
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
