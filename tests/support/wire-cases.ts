import { readFileSync } from 'node:fs'

/** One `##` section of a document of wire cases. */
export interface WireCase {
  readonly title: string
  /** Fenced blocks by their language, in order. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[]
}

/** Reads the cases of a markdown document. A block's text has no final line end. */
export function readWireCases(file: URL): WireCase[] {
  const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1)
  return sections.map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    blocks: [...section.matchAll(/^```(\S+)\n([\s\S]*?)\n?```$/gm)].map(([, language, text]) => ({
      language: language!,
      text: text!,
    })),
  }))
}
