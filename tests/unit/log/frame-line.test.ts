import type { TappedFrame } from '@stompbox/broker'
import { describe, expect, test } from 'vitest'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { columnsOf } from '../../../broker/src/log/columns.ts'
import { frameJson } from '../../../broker/src/log/frame-json.ts'
import { frameLine } from '../../../broker/src/log/frame-line.ts'
import { plain } from '../../../broker/src/log/palette.ts'
import { paper } from '../../../broker/src/log/screen.ts'

const at = new Date(2026, 10, 21, 9, 5, 7, 123)

function frame(text: string, direction: 'in' | 'out' = 'in'): TappedFrame {
  const [head, ...rest] = text.split('\n\n')
  const [command, ...lines] = head!.split('\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1)]
  })
  return {
    direction,
    sessionId: '0123456789abcdef',
    command: command!,
    headers: HeaderBlock.of(headers),
    body: Buffer.from(rest.join('\n\n')),
  }
}

test.each([
  [
    'in',
    'CONNECT\naccept-version:1.2\nlogin:kim\npasscode:1234',
    '09:05:07  ← CONNECT         01234567  accept-version:1.2 login:kim passcode:***',
  ],
  [
    'in',
    'SUBSCRIBE\nack:client\nid:sub-0\nreceipt:r-1\ndestination:/sub/a',
    '09:05:07  ← SUBSCRIBE       01234567  /sub/a id:sub-0 receipt:r-1 ack:client',
  ],
  [
    'out',
    'MESSAGE\ndestination:/sub/a\nmessage-id:m-1\nsubscription:sub-0\ncontent-length:6\n\n안녕',
    '09:05:07  → MESSAGE         01234567  /sub/a subscription:sub-0 6 B 안녕 message-id:m-1',
  ],
  ['out', 'RECEIPT\nreceipt-id:r-1', '09:05:07  → RECEIPT         01234567  receipt-id:r-1'],
  [
    'in',
    'SEND\ndestination:/a b\n\none\n\u001b[2Jtwo',
    '09:05:07  ← SEND            01234567  "/a b" 11 B one\\n\\u001b[2Jtwo',
  ],
] as const)('%s %s', (direction, text, line) => {
  expect(frameLine(frame(text, direction), at, paper)).toBe(line)
})

test('of a body the beginning is shown, and of one that is no text nothing', () => {
  const line = frameLine(frame(`SEND\ndestination:/a\n\n${'한'.repeat(5000)}`), at, paper)
  expect(line).toMatch(/ 15000 B (한){39}…$/)
  const binary = { ...frame('SEND\ndestination:/a'), body: Uint8Array.of(1, 2, 0xff) }
  expect(frameLine(binary, at, paper)).toMatch(/ \/a 3 B binary$/)
  expect(JSON.parse(frameJson(binary, at))).toMatchObject({ bodyBytes: 3, body: null })
})

test('a line ends where the terminal does', () => {
  const text = frame('SEND\ndestination:/pub/chat/message\n\n{"message":"안녕하세요 여러분 반갑습니다"}')
  for (const columns of [60, 61, 80]) {
    const line = frameLine(text, at, { paint: plain, columns })
    expect(columnsOf(line)).toBeLessThanOrEqual(columns)
    expect(columnsOf(line)).toBeGreaterThanOrEqual(columns - 1)
    expect(line).toMatch(/…$/)
  }
})

describe('what is secret', () => {
  test.each([
    'passcode:s3cret',
    'Authorization:Bearer s3cret',
    'X-Auth-Token:s3cret',
    'access_token:s3cret',
    'X-CSRF-TOKEN:s3cret',
    'password:s3cret',
    'client-secret:s3cret',
    'Cookie:a=b',
    'x-api-key:s3cret',
    'login:Bearer s3cret',
    'whatever:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJraW0ifQ.c2ln',
  ])('%s is masked', (header) => {
    const secret = frame(`CONNECT\n${header}`)
    const [name, value] = header.split(/:(.*)/s) as [string, string]
    for (const text of [frameLine(secret, at, paper), frameJson(secret, at)]) {
      expect(text).toContain(name)
      expect(text).toContain('***')
      expect(text).not.toContain(value)
    }
  })

  test.each(['login:kim', 'host:api.example', 'author:kim', 'bypass:yes', 'passcode:'])(
    '%s is not',
    (header) => {
      expect(frameLine(frame(`CONNECT\n${header}`), at, paper)).not.toContain('***')
    },
  )
})

test('as JSON, with the same keys whatever is in it', () => {
  const text = frameJson(frame('SEND\ndestination:/a\nx:y\n\nhello'), at)
  expect(text).toBe(
    `{"time":"${at.toISOString()}","type":"frame","session":"0123456789abcdef","direction":"in","command":"SEND",` +
      '"headers":{"destination":"/a","x":"y"},"bodyBytes":5,"body":"hello"}',
  )
  const keysOf = (line: string) => Object.keys(JSON.parse(line) as object)
  expect(keysOf(frameJson(frame('BEGIN'), at))).toEqual(keysOf(text))
})
