import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Program } from '../prepare.ts'
import type { Running } from './real-server.ts'

interface RunningRabbitMq extends Running {
  readonly pid: number
}

/** A RabbitMQ of its own, which leaves nothing behind and listens nowhere but on this machine. */
export async function startRabbitMq({ command, env: asked }: Program): Promise<RunningRabbitMq> {
  const [program, ...args] = command
  const folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
  const [port, mapperPort, distributionPort] = (await freePorts(3)) as [number, number, number]
  configure(folder, port)
  const env = { ...process.env, ...asked, ...environment(folder, mapperPort, distributionPort) }
  // Erlang would start this one by itself, and leave it running.
  const mapper = spawn('epmd', ['-address', '127.0.0.1'], { env, stdio: 'ignore' })
  const broker = spawn(program!, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const running = {
    pid: broker.pid!,
    url: new URL(`ws://127.0.0.1:${port}/ws`),
    [Symbol.asyncDispose]: async () => {
      for (const child of [broker, mapper]) await killed(child)
      rmSync(folder, { recursive: true })
    },
  }
  return prints(broker, 'Server startup complete').then(
    () => running,
    async (error: unknown) => {
      await running[Symbol.asyncDispose]()
      throw error
    },
  )
}

function configure(folder: string, port: number): void {
  writeFileSync(join(folder, 'enabled_plugins'), '[rabbitmq_web_stomp].')
  const lines = [
    'listeners.tcp = none',
    'stomp.listeners.tcp = none',
    'web_stomp.tcp.ip = 127.0.0.1',
    `web_stomp.tcp.port = ${port}`,
    'log.console = true',
    'log.console.level = info',
  ]
  writeFileSync(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`)
}

const environment = (folder: string, mapperPort: number, distributionPort: number) => ({
  HOME: folder,
  ERL_EPMD_PORT: String(mapperPort),
  RABBITMQ_DIST_PORT: String(distributionPort),
  // It becomes Erlang's process itself, so that the pid is the one to kill.
  RUNNING_UNDER_SYSTEMD: 'true',
  RABBITMQ_NODENAME: `stompbox-${process.pid}@localhost`,
  RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
  RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
  RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
  RABBITMQ_LOG_BASE: join(folder, 'log'),
})

/** Ports nobody listens on; it takes no 0. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

/** @throws what it printed instead, when it ends. */
function prints(child: ChildProcess, text: string): Promise<void> {
  let output = ''
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString()
      if (output.includes(text)) resolve()
    }
    child.stdout!.on('data', look)
    child.stderr!.on('data', look)
    child.on('error', reject)
    child.on('close', (code) => reject(new Error(`RabbitMQ ended with ${code}:\n${output}`)))
  })
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
