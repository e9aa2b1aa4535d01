import { cpus, platform, release, totalmem } from 'node:os'
import { openFiles } from '../run/open-files.ts'
import { type Pauses, pausesOfMachine } from '../run/pauses.ts'

/** Where it was measured. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly openFiles: number
  readonly pauses: Pauses
}

export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release().split('-', 1)[0]!}`,
  node: process.version,
  openFiles: openFiles(),
  pauses: pausesOfMachine(),
})
