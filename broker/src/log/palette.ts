import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

export type Paint = (format: Format, text: string) => string

export const plain: Paint = (_, text) => text

/** Colours for a person: a terminal, and no wish to the contrary (https://no-color.org). */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' ? coloured : plain
}

/** Node would ask once more, whether its own standard output is one to colour. */
const coloured: Paint = (format, text) => styleText(format, text, { validateStream: false })
