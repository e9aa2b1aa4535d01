import { type Paint, paintFor, plain } from './palette.ts'

/** Where a person reads. */
export interface Screen {
  readonly paint: Paint
  /** Of the terminal, as wide as it is now. Undefined where it is none: nothing is cut or wrapped there. */
  readonly columns: number | undefined
}

/** A file, a pipe, a page. */
export const paper: Screen = { paint: plain, columns: undefined }

interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
}

export function screenFor(stream: Stream, env: NodeJS.ProcessEnv): Screen {
  const paint = paintFor(stream, env)
  return {
    paint,
    get columns() {
      // A terminal that does not know its size says 0.
      return stream.isTTY === true && stream.columns !== 0 ? stream.columns : undefined
    },
  }
}
