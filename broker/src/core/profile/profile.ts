import type { Command } from '../../frame/commands.ts'
import type { Decoder, Frame } from '../../frame/decoder.ts'
import type { HeartBeat } from '../../frame/heart-beat.ts'
import type { FrameLimits } from '../../frame/limits.ts'
import type { StompVersion } from '../../frame/version.ts'
import type { Refusal, RefusalName } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { SockJsBehaviour } from './sockjs-behaviour.ts'

/** How the broker behaves: STOMP to the letter, or as one Spring does. */
export type ProfileName = 'standard' | 'spring-5.3' | 'spring-6.2' | 'spring-7.0'

/** How a refused session ends: with an ERROR or without a word, and which close frame follows. */
export interface Ending {
  readonly isTold: boolean
  readonly closeCode: number
  readonly reason: string
}

/**
 * How the broker behaves where STOMP and Spring differ: one name for each choice, one literal for each profile. Code asks for
 * the choice, never for the profile.
 */
export interface Profile {
  /** Where they are not configured. */
  readonly limits: Limits
  readonly heartBeat: HeartBeat

  // --- frames ---
  readonly createDecoder: (limits: FrameLimits) => Decoder
  readonly encodeFrame: (
    command: 'CONNECTED' | 'MESSAGE' | 'RECEIPT' | 'ERROR',
    headers: Iterable<readonly [name: string, value: string]>,
    body: Uint8Array,
    version: StompVersion,
  ) => Uint8Array
  /** Frames go out as the client's own came, or as text. */
  readonly framesGoOut: 'as-they-come' | 'as-text'
  /** MESSAGE: made once for all that read alike, or for each subscription, with all that the sender's frame said. */
  readonly messages: 'shared' | 'each-its-own'

  // --- CONNECT ---
  readonly beforeConnect: 'refused' | 'processed'
  readonly chooseVersion: (accepted: string | undefined) => StompVersion | undefined
  readonly noCommonVersion: 'refused' | 'unanswered'
  /** Of any client frame. @returns undefined when it is none. @throws what the wire throws. */
  readonly readHeartBeat: (header: string | undefined) => HeartBeat | undefined
  /** Each side beats as agreed; or one clock ticks for all sessions, as Spring's does. */
  readonly heartBeats: 'agreed' | 'ticking'
  readonly connectedHeaders: readonly ('version' | 'session' | 'server' | 'user-name' | 'heart-beat')[]
  /** Who says nothing at all is ended in time; or seen when somebody else connects, or says something. */
  readonly firstMessage: 'in-time' | 'at-next-connection' | 'at-next-message'

  // --- what frames do ---
  readonly receipts: 'every-frame' | 'disconnect-only'
  readonly ignoredCommands: ReadonlySet<Command>
  readonly acknowledgements: 'kept' | 'ignored'
  readonly transactions: 'kept' | 'ignored'
  readonly emptyIds: 'refused' | 'legal'
  /** A second SUBSCRIBE with one id is refused; or the first stays, and the second joins what was sent to before. */
  readonly subscriptionIds: 'unique' | 'first-stays' | 'first-stays-and-doubles'
  readonly selectorHeader: string | undefined
  readonly disconnect: 'closes' | 'stays-open' | 'starts-over'

  // --- destinations ---
  readonly destinations: 'checked' | 'as-written'
  /** A user's queues are nobody else's business; or queues like others, by another name. */
  readonly userDestinations: 'private' | 'queues'

  // --- the application ---
  /** What a handler's body is when it does not say: by the content-type and what is there, or JSON. */
  readonly bodies: 'as-they-come' | 'json'
  /** Whether an answer has the `correlation-id` of what it answers. */
  readonly answers: 'correlated' | 'bare'
  readonly handlerFailures: 'told' | 'logged'

  // --- refusals ---
  /** What the log calls a {@link Notice}: once a session what was ignored, once a broker what Spring would ignore. */
  readonly notices: 'ignored' | 'not-in-spring'
  /** What is left undone without a word to the client, and what the log advises. */
  readonly ignored: Partial<Record<RefusalName, string>>
  readonly errorHeaders: (
    refusal: Refusal,
    frame: Frame | undefined,
    maxIdBytes: number,
  ) => Iterable<readonly [name: string, value: string]>
  readonly errorBody: 'text' | 'none'
  readonly ending: (refusal: Refusal) => Ending
  readonly afterRefusal: 'nothing' | 'rest-of-message'

  readonly sockJs: SockJsBehaviour
}
