import { posix } from 'node:path'
import { nearest } from '../../destination/nearest.ts'
import { type RefusalCode, refusalCodes } from '../../index.ts'
import { type CloseCode, closeHints } from '../../log/close-hints.ts'
import { columnsOf, padded, shortened, wrapped } from '../../log/columns.ts'
import { type Screen, screenFor } from '../../log/screen.ts'
import { type Flags, UsageError } from '../flags.ts'
import { type Caller, ownName } from '../own-name.ts'
import { ownPage } from '../own-page.ts'
import { english } from './english.ts'
import { korean } from './korean.ts'
import { languageOf } from './language.ts'
import type { Texts } from './texts.ts'

interface Place extends Caller {
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number }
}

/**
 * What a refusal or a close code means and how to mend it; without a code, all there are.
 * @throws {@link UsageError} for what is neither, naming the nearest.
 */
export function explain({ code, lang }: Flags, place: Place): string {
  const { stdout, env } = place
  const texts = { en: english, ko: korean }[lang ?? languageOf(env)]
  const screen = screenFor(stdout, env)
  if (code === undefined) return everything(texts, screen, ownName(place))
  if (isRefusalCode(code)) return refusal(code, texts, screen, place.cwd())
  if (isCloseCode(code)) return closing(code, texts, screen)
  throw new UsageError(texts.unknown(code, nearest(code, words)), texts.unknownFurther)
}

const words = Object.keys(refusalCodes) as RefusalCode[]
// Integer keys: the smallest first.
const closeCodes = Object.keys(closeHints) as `${CloseCode}`[]

const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(refusalCodes, code)
const isCloseCode = (code: string): code is `${CloseCode}` => Object.hasOwn(closeHints, code)

function refusal(
  code: RefusalCode,
  { refusals, labels, comeBack }: Texts,
  screen: Screen,
  folder: string,
): string {
  const { meaning, mend } = refusals[code]
  const rows: Row[] = [
    [labels.meaning, withoutLinks(meaning)],
    [labels.mend, withoutLinks(mend)],
    [labels.comeBack, comeBack[refusalCodes[code].comeBack]],
    [labels.closeCode, String(refusalCodes[code].closeCode)],
    ...linksIn(mend).map((page): Row => [labels.further, ownPage(page, folder)]),
  ]
  return page(code, rows, screen)
}

function closing(code: `${CloseCode}`, { closeCodes: meanings, labels }: Texts, screen: Screen): string {
  const behind = words.filter((word) => String(refusalCodes[word].closeCode) === code)
  const rows: Row[] = [
    [labels.meaning, meanings[code]],
    ...(behind.length === 0 ? [] : [[labels.words, behind.join(', ')] as Row]),
  ]
  return page(code, rows, screen)
}

function everything({ refusals, closeCodes: meanings, lists }: Texts, screen: Screen, name: string): string {
  const width = Math.max(...words.map(columnsOf))
  const ofRefusals = words.map(
    (word) =>
      `${padded(word, width)}  ${refusalCodes[word].closeCode}  ${withoutLinks(refusals[word].meaning)}`,
  )
  const ofClosing = closeCodes.map((code) => `${code}  ${meanings[code]}`)
  const listed = (lines: string[]) => lines.map((line) => `  ${shortened(line, roomIn(screen, 2))}`)
  return [
    '',
    lists.refusals,
    '',
    ...listed(ofRefusals),
    '',
    lists.closeCodes,
    '',
    ...listed(ofClosing),
    '',
    lists.oneOfThem(name),
    '',
    '',
  ].join('\n')
}

type Row = readonly [label: string, text: string]

function page(title: string, rows: readonly Row[], screen: Screen): string {
  const width = Math.max(...rows.map(([label]) => columnsOf(label)))
  const indent = 2 + width + 2
  const lines = rows.map(([label, text]) => {
    const shown = wrapped(text, roomIn(screen, indent)).join(`\n${' '.repeat(indent)}`)
    return `  ${screen.paint('dim', padded(label, width))}  ${shown}`
  })
  return ['', `  ${screen.paint('bold', title)}`, '', ...lines, '', ''].join('\n')
}

/** However narrow the terminal is, there is room for something. */
const roomIn = ({ columns = Infinity }: Screen, indent: number): number => Math.max(20, columns - indent)

const link = /\[([^\]]+)\]\(([^)]+)\)/g

const withoutLinks = (markdown: string): string => markdown.replace(link, '$1')

/** From the folder of all pages: the texts are those of one in reference/. */
const linksIn = (markdown: string): string[] =>
  Array.from(markdown.matchAll(link), ([, , target]) => posix.join('reference', target!))
