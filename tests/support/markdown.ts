import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A page of the documentation; the path is from the root of the repository. */
export const page = (path: string): string => readFileSync(join(root, path), 'utf8')

const elsewhere = /(^|\/)(node_modules|dist|coverage|\.\w[^/]*)(\/|$)/

/** Every markdown file of the repository, from its root. */
export function pages(folder = ''): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (elsewhere.test(path)) return []
    if (entry.isDirectory()) return pages(path)
    return path.endsWith('.md') ? [path] : []
  })
}

export interface CodeBlock {
  readonly language: string
  readonly text: string
  /** Of its first line on the page, from 1. */
  readonly line: number
}

const fenced = /^(`{3,})(\w*)\n([\s\S]*?)^\1$/gm

export const codeBlocks = (markdown: string): CodeBlock[] =>
  Array.from(markdown.matchAll(fenced), ({ index, 2: language = '', 3: text = '' }) => ({
    language,
    text,
    line: markdown.slice(0, index).split('\n').length + 1,
  }))

/** Comments are translated where code is not. */
export const withoutComments = (text: string): string =>
  text
    .replace(/(^|\s)(\/\/|#) .*$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .trim()

export const withoutBlocks = (markdown: string): string => markdown.replace(fenced, '')

/** What is read as prose: no code blocks, no code in lines. */
export const prose = (markdown: string): string => withoutBlocks(markdown).replace(/`[^`\n]*`/g, '')

/** Where a page leads to, in its order. */
export const links = (markdown: string): string[] =>
  Array.from(prose(markdown).matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link!)

export const headings = (markdown: string): string[] =>
  Array.from(withoutBlocks(markdown).matchAll(/^#+ (.*)$/gm), ([, text]) => text!)

/** As code hosts make it from a heading. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

/** The cells of the first table below a heading, without its head. */
export function table(markdown: string, heading: string): string[][] {
  const [, below] = markdown.split(`\n${heading}\n`)
  if (below === undefined) throw new Error(`There is no heading ${heading}.`)
  const lines = below.split(/^#/m, 1)[0]!.split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end === -1 ? undefined : end).map(cells)
}

/** Every line of every table, heads among them. */
export const tableLines = (markdown: string): string[] =>
  withoutBlocks(markdown)
    .split('\n')
    .filter((line) => line.startsWith('|'))

const cells = (line: string): string[] =>
  line
    .slice(1, line.lastIndexOf('|'))
    .split(' | ')
    .map((cell) => cell.trim())

/** The words a cell writes as code. */
export const code = (cell = ''): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, text]) => text!)
