/** The whole broker, with a handler as an application has it. */
import { reportTo } from './report.mjs'

const { entry, config } = JSON.parse(process.argv[2])
const { createBroker } = await import(entry)
const broker = createBroker({
  ...config,
  application(app) {
    app.message('/chat/message', ({ body, send }) => send(`/sub/chat/room/${body.roomId}`, body))
    app.subscribe('/init', () => 'init')
  },
})
const { port } = await broker.listen({ port: 0, host: '127.0.0.1' })
reportTo(port)
