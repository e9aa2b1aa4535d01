import { FrameDecoder } from '../../frame/decoder.ts'
import { encodeFrame } from '../../frame/encoder.ts'
import { parseHeartBeat } from '../../frame/heart-beat.ts'
import { negotiate } from '../../frame/version.ts'
import { errorHeaders } from '../error-frame.ts'
import { defaultLimits } from '../limits.ts'
import type { Profile } from './profile.ts'
import { standardSockJs } from './standard-sock-js.ts'

/** STOMP to the letter. */
export const standard: Profile = {
  limits: defaultLimits,
  heartBeat: { sendMs: 10_000, receiveMs: 10_000 },

  createDecoder: (limits) => new FrameDecoder(limits),
  encodeFrame,
  framesGoOut: 'as-they-come',
  messages: 'shared',

  beforeConnect: 'refused',
  chooseVersion: negotiate,
  noCommonVersion: 'refused',
  readHeartBeat: parseHeartBeat,
  heartBeats: 'agreed',
  connectedHeaders: ['version', 'session', 'server', 'user-name', 'heart-beat'],
  firstMessage: 'in-time',

  receipts: 'every-frame',
  ignoredCommands: new Set(),
  acknowledgements: 'kept',
  transactions: 'kept',
  emptyIds: 'refused',
  subscriptionIds: 'unique',
  selectorHeader: undefined,
  disconnect: 'closes',

  destinations: 'checked',
  userDestinations: 'private',

  bodies: 'as-they-come',
  answers: 'correlated',
  handlerFailures: 'told',

  notices: 'not-in-spring',
  ignored: {},
  errorHeaders,
  errorBody: 'text',
  ending: ({ code, closeCode }) => ({ isTold: true, closeCode, reason: code }),
  afterRefusal: 'nothing',

  sockJs: standardSockJs,
}
