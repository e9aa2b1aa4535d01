import type { RefusalCode, refusalCodes } from '../../index.ts'
import type { CloseCode } from '../../log/close-hints.ts'

/** What a word means and how to mend it: the cells of its row in docs/reference/refusals.md, or of its twin. */
interface Explanation {
  readonly meaning: string
  readonly mend: string
}

type ComeBack = (typeof refusalCodes)[RefusalCode]['comeBack']

/** All that `explain` says, in one language. */
export interface Texts {
  readonly refusals: Readonly<Record<RefusalCode, Explanation>>
  readonly closeCodes: Readonly<Record<CloseCode, string>>
  readonly comeBack: Readonly<Record<ComeBack, string>>
  readonly labels: {
    readonly closeCode: string
    readonly meaning: string
    readonly mend: string
    readonly comeBack: string
    readonly words: string
    readonly further: string
  }
  readonly lists: {
    readonly refusals: string
    readonly closeCodes: string
    readonly oneOfThem: (name: string) => string
  }
  readonly unknown: (word: string, nearest: string | undefined) => string
  /** `name`: the command as one types it. */
  readonly unknownFurther: (name: string) => string
}
