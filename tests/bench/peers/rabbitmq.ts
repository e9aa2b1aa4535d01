import { readdirSync } from 'node:fs'
import { rabbitMq as program } from '../../interop/prepare.ts'
import { startRabbitMq } from '../../interop/sdk/rabbitmq.ts'
import { pinned } from './child.ts'
import type { Peer } from './peer.ts'
import { residentKb } from './proc.ts'
import { runtimeMissing } from './runtimes.ts'
import { stompDialect } from './stomp-dialect.ts'

const dialect = stompDialect({
  path: '/ws',
  destination: '/topic/room.{room}',
  login: { login: 'guest', passcode: 'guest', host: '/' },
})

/** Of the folder `rabbitmq_server-3.10.8`. */
function version(): string {
  const folders = readdirSync('/usr/lib/rabbitmq/lib')
  return folders.find((name) => name.startsWith('rabbitmq_server-'))!.slice('rabbitmq_server-'.length)
}

export const rabbitMq: Peer = {
  name: 'rabbitmq',
  version: () => `RabbitMQ ${version()}`,
  prepare: () => runtimeMissing('rabbitmq'),
  async start(core) {
    const env = { RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1' }
    const running = await startRabbitMq({ command: pinned(core, [program]), env })
    return {
      pid: running.pid,
      port: Number(running.url.port),
      dialect,
      residentKb: async () => residentKb(running.pid),
      stop: async () => running[Symbol.asyncDispose](),
    }
  },
}
