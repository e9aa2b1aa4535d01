import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { markedBody } from './body.ts'
import { serverFile, startChild } from './child.ts'
import { packageMissing, packageVersion } from './packages.ts'
import type { Dialect, Peer } from './peer.ts'

/** The program itself, on every system; what `.bin` has may be a script that starts it. */
const program = fileURLToPath(new URL('node_modules/bun/bin/bun.exe', import.meta.url))

/** Of `servers/bun.mjs`. */
const dialect: Dialect = {
  path: '/',
  member: () => [{ say: 'JOIN {room}', until: 'JOINED' }],
  publisher: () => [],
  publish: ({ bodyBytes }) => `PUBLISH {room} ${markedBody(bodyBytes)}`,
}

export const bun: Peer = {
  name: 'bun',
  version: () => packageVersion('bun').replace('bun', 'Bun'),
  async prepare() {
    const complaint = await packageMissing('bun')
    if (complaint !== undefined) return complaint
    const { status, error } = spawnSync(program, ['--version'])
    return status === 0
      ? undefined
      : `Bun does not run here: ${String(error ?? `it ended with ${String(status)}.`)}`
  },
  start: (core) => startChild([program, serverFile('bun')], core, dialect),
}
