import { isDeepStrictEqual } from 'node:util'
import type { Broker, BrokerConfig } from '../index.ts'
import { followConfig } from './follow-config.ts'
import type { LoadedConfig } from './load-config.ts'

/** What became of a change. */
export type Reload =
  | {
      readonly file: string
      /** Keys that differ from those the broker runs with, and wait for its next start. */
      readonly settings: readonly string[]
    }
  | { readonly file: string; readonly failure: Error }

/**
 * Puts the code of a configuration in place whenever it changes. What cannot be used changes nothing.
 * @param running what the broker was created with.
 * @returns what ends it, once no change is missed.
 */
export function reloadOnChange(
  broker: Broker,
  running: LoadedConfig,
  tell: (reload: Reload) => void,
): Promise<() => Promise<void>> {
  const { file, config } = running
  return followConfig(running, async (next) => {
    try {
      if (next instanceof Error) throw next
      await broker.reload(next.config)
      tell({ file, settings: settingsThatDiffer(config, next.config) })
    } catch (error) {
      tell({ file, failure: error as Error })
    }
  })
}

type Key = keyof BrokerConfig

const code: readonly Key[] = ['application', 'authenticate', 'authorize']

function settingsThatDiffer(one: BrokerConfig, other: BrokerConfig): Key[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as Key[])
  return [...keys].filter((key) => !code.includes(key) && !isDeepStrictEqual(one[key], other[key]))
}
