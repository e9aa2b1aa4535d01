import { refusalCodes } from '@stompbox/broker'
import { expect, test } from 'vitest'
import { springSockJs } from '../../../broker/src/core/profile/spring-sock-js.ts'
import type { MessageLimits } from '../../../broker/src/core/profile/sockjs-behaviour.ts'
import { closeHint } from '../../../broker/src/log/close-hints.ts'

test('every close code that the broker gives has a hint', () => {
  for (const [code, { closeCode }] of Object.entries(refusalCodes))
    expect(closeHint(closeCode, 'broker', code)).toBeDefined()
})

test.each([
  [1001, '', 'client', 'the page was left or reloaded'],
  [1001, '', 'broker', 'the broker is stopping'],
  [1006, '', 'network', 'the network was lost, or the page went without a goodbye'],
  [4999, '', 'client', undefined],
  [
    4004,
    'connect-timeout',
    'broker',
    'did not get to CONNECTED in time: is it a STOMP client, and does it activate?',
  ],
  [4004, 'frame-timeout', 'broker', 'did not end a frame; the line above says which'],
  [4004, 'frame-timeout', 'client', 'was too late: with CONNECT, or with the end of a frame'],
] as const)('%d %j by %s', (code, reason, by, hint) => {
  expect(closeHint(code, by, reason)).toBe(hint)
})

test.each([
  ['textReason', 'raise spring.maxTextMessageChars'],
  ['binaryReason', 'raise spring.maxBinaryMessageBytes'],
] as const)('profile spring: where the bound on one message is set: %s', (said, hint) => {
  const reason = (springSockJs('6.2').messages as MessageLimits)[said]
  expect(closeHint(1009, 'broker', reason)).toContain(hint)
  expect(closeHint(1009, 'client', reason)).not.toContain(hint)
})
