import type { Difference } from './compare.ts'
import type { SpringVersion } from './scenario.ts'

/** A difference that is meant. It must occur in every scenario and version it names. */
export interface OnPurpose {
  readonly scenarios: readonly string[]
  /** All those of the scenario by default. */
  readonly versions?: readonly SpringVersion[]
  /** What Spring says and stompbox does not, its lines joined by newlines. Absent: nothing. */
  readonly spring?: RegExp
  /** What stompbox says in that place. Absent: nothing. */
  readonly stompbox?: RegExp
  readonly reason: string
  readonly reasonKo: string
}

export const onPurpose: readonly OnPurpose[] = []

export const isMeantFor = (meant: OnPurpose, id: string, version: SpringVersion): boolean =>
  meant.scenarios.includes(id) && (meant.versions?.includes(version) ?? true)

export const isMeant = (meant: OnPurpose, { spring, stompbox }: Difference): boolean =>
  matches(meant.spring, spring) && matches(meant.stompbox, stompbox)

const matches = (pattern: RegExp | undefined, lines: readonly string[]): boolean =>
  pattern === undefined ? lines.length === 0 : lines.length > 0 && pattern.test(lines.join('\n'))
