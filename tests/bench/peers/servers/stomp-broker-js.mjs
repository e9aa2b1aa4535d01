import { createServer } from 'node:http'
import StompServer from 'stomp-broker-js'
import { reportTo } from './report.mjs'

const server = createServer()
new StompServer({ server, path: '/ws' })
server.listen(0, '127.0.0.1', () => reportTo(server.address().port))
