import { createBroker } from '@stompbox/broker'
import { reportTo } from './report.ts'

const broker = createBroker({
  limits: { maxUnsentBytes: 64 * 1024 * 1024, maxNewSessionsPerSecond: 100_000 },
})
const { port } = await broker.listen({ port: 0, host: '127.0.0.1' })
reportTo(port)
