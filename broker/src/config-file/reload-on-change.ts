import { isDeepStrictEqual } from 'node:util'
import type { Broker, BrokerConfig } from '../index.ts'
import { type EmptyFolder, followConfig } from './follow-config.ts'
import type { LoadedConfig } from './load-config.ts'

/** What became of a change. */
export type Reload =
  | {
      readonly file: string
      /** Keys that differ from those the broker runs with, and wait for its next start. */
      readonly settings: readonly string[]
    }
  | { readonly file: string; readonly failure: Error }

/** What a broker was created with: a file, or something in the place of one that may still come. */
export type Running = LoadedConfig | (EmptyFolder & { readonly config: BrokerConfig })

/**
 * Puts the code of a configuration in place whenever it changes. What cannot be used changes nothing.
 * @param running where that is no file, one that appears in the folder takes its place.
 * @returns what ends it, once no change is missed.
 */
export function reloadOnChange(
  broker: Broker,
  running: Running,
  tell: (reload: Reload) => void,
): Promise<() => Promise<void>> {
  const { config } = running
  return followConfig(running, async (next, file) => {
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
