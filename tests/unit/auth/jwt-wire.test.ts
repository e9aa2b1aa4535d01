import { SignJWT } from 'jose'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { jwt } from '../../../broker/src/auth/jwt.ts'
import { Bench, type Peer } from '../../support/bench.ts'

const secret = 'a secret of the tests, thirty-two bytes or more'
let bench: Bench
let nowSeconds: number

// One wall clock for the broker and for the tokens.
beforeEach(() => {
  bench = new Bench({
    authenticate: jwt({ secret }),
    application: (app) => app.subscribe('/me', ({ session }) => session.user?.name),
  })
  vi.useFakeTimers({ toFake: ['Date'], now: bench.clock.wallMs() })
  nowSeconds = bench.clock.wallMs() / 1_000
})
afterEach(() => void vi.useRealTimers())

const token = (claims: object): Promise<string> =>
  new SignJWT({ sub: 'kim', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret))

/** Writes CONNECT and waits for the answer: checking a signature takes its own time. */
async function connects(headers: string): Promise<Peer> {
  const peer = bench.open()
  peer.writes(`CONNECT\naccept-version:1.2\nheart-beat:0,0\n${headers}\n␀`)
  await vi.waitUntil(() => {
    bench.clock.settle()
    return peer.channel.received.length > 0
  })
  return peer
}

test.each(['Authorization:Bearer ', 'authorization:Bearer ', 'passcode:'])(
  '%s and a right token connects, and handlers know who it is',
  async (header) => {
    const peer = await connects(`${header}${await token({})}\n`)
    peer.reads(/^CONNECTED\n/)
    peer.writes('SUBSCRIBE\nid:s\ndestination:/app/me\n\n␀')
    peer.reads(/\n\nkim␀$/)
  },
)

test.each([
  ['no token', () => '', 'CONNECT needs a token: Authorization: Bearer …'],
  [
    'an expired token',
    async () => `passcode:${await token({ exp: nowSeconds - 1 })}\n`,
    'The token has expired.',
  ],
  [
    'an unsigned token',
    () => 'Authorization:Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJraW0ifQ.\n',
    'The token is signed with an algorithm that is not accepted here.',
  ],
])('%s is told why in ERROR', async (_, headers, message) => {
  const peer = await connects(await headers())
  expect(peer.isRefused('auth-failed', 1008)).toContain(`\n\n${message}␀`)
  expect(bench.told).not.toContain('connected')
})

test('the session ends when the token expires, not before', async () => {
  const peer = await connects(`passcode:${await token({ exp: nowSeconds + 60 })}\n`)
  peer.reads(/^CONNECTED\n/)
  bench.clock.advance(59_800)
  peer.readsNothing()
  bench.clock.advance(500)
  peer.isRefused('auth-failed', 1008)
})
