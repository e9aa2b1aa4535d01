import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { defineBroker } from '@stompbox/broker'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Thousands of sessions a second, and ways to look inside: at what all objects share, and at what is kept. */
export default defineBroker({
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
  tcp: { port: 0 },
  limits: { maxNewSessionsPerSecond: 100_000, connectTimeoutMs: 60_000, maxLoopDelayMs: 60_000 },
  application(app) {
    app.message('/chat/message', ({ body, send }) => {
      const { roomId } = body as { roomId: string }
      send(`/topic/chat/${roomId.trim()}`, body)
    })
    app.subscribe('/kept-bytes', () => {
      collectGarbage()
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    })
    app.subscribe('/prototype', () => Object.getOwnPropertyNames(Object.prototype))
  },
})
