import { describe, expect, test } from 'vitest'
import { wireBytes } from '../support/wire-text.ts'
import { useTarget, versions } from './target.ts'

const target = useTarget()

/** In pieces, so that no limit on one WebSocket message is met [O8]. */
const pieceBytes = 16_384

const x = (count: number): string => 'x'.repeat(count)
const frame = (headers: string, body = ''): string =>
  `SEND\ndestination:/topic/limits\nreceipt:r\n${headers}\n${body}␀`

// Which limits there are is the server's choice. That it says so when one is passed is not.
describe.each(versions)('at %s', (version) => {
  test.each([
    ['3,000 headers [L1 L4 F17]', frame('a:b\n'.repeat(3_000))],
    ['a header line of 300,000 octets [L2 L4]', frame(`a:${x(300_000)}\n`)],
    ['a body of 3,000,000 octets, counted [L3 L4 O8]', frame('content-length:3000000\n', x(3_000_000))],
    ['a body of 3,000,000 octets, not counted [L3 L4 O8]', frame('', x(3_000_000))],
  ])('%s: RECEIPT, or ERROR and close', async (_, wire) => {
    const peer = await target.connects(version)
    const bytes = wireBytes(wire)
    for (let at = 0; at < bytes.length; at += pieceBytes)
      peer.writesBytes(bytes.subarray(at, at + pieceBytes))
    const answer = await peer.reads()
    expect(answer.command).toMatch(/^(RECEIPT|ERROR)$/)
    if (answer.command === 'ERROR') await peer.closed()
    else expect(answer.get('receipt-id')).toBe('r')
  })
})
