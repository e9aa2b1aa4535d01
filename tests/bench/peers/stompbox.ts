import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BrokerConfig } from '@stompbox/broker'
import { nodeCommand, startChild } from './child.ts'
import type { Peer } from './peer.ts'
import { initialSubscription, type Manners, sockJs, stompDialect } from './stomp-dialect.ts'
import { unslicedCopy } from './unsliced.ts'

/** What a load from one machine, as fast as it can, would otherwise run into; all else is as by default. */
export const liftedLimits = {
  maxFramesPerSecond: 10_000_000,
  maxBytesPerSecond: 10_000_000_000,
  maxNewSessionsPerSecond: 1_000_000,
  // All come at once, and none is to be told that the broker is busy.
  maxLoopDelayMs: 60_000,
  maxSubscriptions: 1_000,
  // F7 acknowledges one in so many.
  maxUnackedMessages: 1_000_000,
  maxUnackedMessagesPerSession: 1_000_000,
} as const satisfies BrokerConfig['limits']

/** Of this tree. */
export const ownDist = fileURLToPath(new URL('../../../broker/dist', import.meta.url))

export type StompboxName = 'stompbox' | 'stompbox-sockjs' | 'stompbox-spring' | 'stompbox-unsliced'

interface Variant {
  readonly manners?: Manners
  readonly profile?: BrokerConfig['profile']
  /** What is started instead. */
  readonly copied?: (dist: string) => string
}

const variants: Readonly<Record<StompboxName, Variant>> = {
  stompbox: {},
  'stompbox-sockjs': { manners: sockJs('/ws-stomp') },
  'stompbox-spring': {
    profile: 'spring',
    // A SUBSCRIBE gets no RECEIPT there.
    manners: { path: '/ws', confirmation: initialSubscription },
  },
  'stompbox-unsliced': { copied: unslicedCopy },
}

/**
 * The whole broker, with all its features on.
 * @param dist the compiled broker of this tree or of another, beside its package.json
 */
export function stompboxPeers(dist: string): Readonly<Record<StompboxName, Peer>> {
  const entries = Object.entries(variants).map(([name, variant]) => [name, stompboxPeer(name, variant, dist)])
  return Object.fromEntries(entries) as Record<StompboxName, Peer>
}

function stompboxPeer(name: string, variant: Variant, dist: string): Peer {
  const { manners = { path: '/ws' }, profile = 'standard', copied = (folder) => folder } = variant
  return {
    name,
    version: () => `stompbox ${versionOf(dist)}`,
    prepare: async () =>
      existsSync(join(dist, 'index.js')) ? undefined : `There is no index.js in ${dist}. Run npm run build.`,
    async start(core) {
      const entry = pathToFileURL(join(copied(dist), 'index.js')).href
      const config: BrokerConfig = { profile, limits: liftedLimits }
      const command = nodeCommand('stompbox', JSON.stringify({ entry, config }))
      return startChild(command, core, stompDialect(manners))
    },
  }
}

const versionOf = (dist: string): string =>
  (JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8')) as { version: string }).version
