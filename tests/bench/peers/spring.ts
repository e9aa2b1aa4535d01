import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildSpringApp, SpringApp } from '../../parity/spring-app.ts'
import { pinned } from './child.ts'
import type { Peer } from './peer.ts'
import { residentKb } from './proc.ts'
import { runtimeMissing } from './runtimes.ts'
import { initialSubscription, stompDialect } from './stomp-dialect.ts'

const release = '6.2'
const java = ['-XX:ActiveProcessorCount=1', '-Xms1g', '-Xmx1g']

// A SUBSCRIBE gets no RECEIPT there.
const dialect = stompDialect({ path: '/ws', confirmation: initialSubscription })

/** Of `spring-messaging-6.2.1.jar`. */
function version(): string {
  const jars = readdirSync(join(buildSpringApp(release), 'lib'))
  return jars
    .map((name) => /^spring-messaging-(.*)\.jar$/.exec(name)?.[1])
    .find((found) => found !== undefined)!
}

/** The simple broker of the parity application, as it is by default: 512 KiB and 10 s for a reader that is behind. */
export const spring: Peer = {
  name: 'spring',
  version: () => `Spring ${version()}`,
  async prepare() {
    const complaint = await runtimeMissing('java')
    if (complaint !== undefined) return complaint
    try {
      buildSpringApp(release)
      return undefined
    } catch (error) {
      return String(error)
    }
  },
  async start(core) {
    const app = await SpringApp.launch(release, { launcher: pinned(core, []), java })
    const { baseUrl } = await app.start('chat')
    return {
      pid: app.pid,
      port: Number(new URL(baseUrl).port),
      dialect,
      async residentKb() {
        spawnSync('jcmd', [String(app.pid), 'GC.run'])
        return residentKb(app.pid)
      },
      stop: () => app.quit(),
    }
  },
}
