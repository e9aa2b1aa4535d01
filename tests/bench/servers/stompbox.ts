import { createBroker } from '@stompbox/broker'
import { reportTo } from './report.ts'

// One publisher as fast as it can, readers that come all at once and may stay behind for a moment.
const broker = createBroker({
  limits: {
    maxFramesPerSecond: 1_000_000,
    maxBytesPerSecond: 1_000_000_000,
    maxUnsentBytes: 64 * 1024 * 1024,
    maxNewSessionsPerSecond: 100_000,
  },
})
const { port } = await broker.listen({ port: 0, host: '127.0.0.1' })
reportTo(port)
