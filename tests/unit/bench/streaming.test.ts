import { createBroker } from '@stompbox/broker'
import { expect, test } from 'vitest'
import { compile } from '../../bench/load/compile.ts'
import { generate } from '../../bench/load/generator.ts'
import { sockJs, stompDialect } from '../../bench/peers/stomp-dialect.ts'
import { group } from '../../bench/scenarios/group.ts'

const missing = compile('wsload')
const dialect = stompDialect(sockJs('/ws-stomp'))
const members = 3
const bodyBytes = 8_000
/** SockJS ends an answer after so many, and is asked for the next. */
const answerBytes = 128 * 1_024

test.skipIf(missing !== undefined)(
  `the load generator streams over HTTP past the end of an answer${missing ? `: ${missing}` : ''}`,
  { timeout: 20_000 },
  async () => {
    const broker = createBroker({
      limits: { maxFramesPerSecond: 1_000_000, maxBytesPerSecond: 1_000_000_000 },
    })
    const { port } = await broker.listen({ port: 0, host: '127.0.0.1' })
    const { groups } = await generate({
      host: '127.0.0.1',
      port,
      pid: process.pid,
      core: 0,
      warmUpSeconds: 0,
      measureSeconds: 0.5,
      groups: [
        group(dialect, {
          transport: 'xhr-streaming',
          membersPerRoom: members,
          wish: { hasOwnId: true },
          load: { inFlight: 4 },
          bodyBytes,
        }),
      ],
    })
    await broker.close()
    const { faults, deliveries, cutConnections } = groups[0]!
    expect({ faults, cutConnections }).toEqual({
      faults: { lost: 0, repeated: 0, outOfOrder: 0, foreign: 0 },
      cutConnections: 0,
    })
    expect(deliveries * bodyBytes).toBeGreaterThan(2 * members * answerBytes)
  },
)
