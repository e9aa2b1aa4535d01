/** A page in Korean says what its English twin says: the same sections, programs and tables, with the same words of code in them. */
import { basename, dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import { defaultLimits } from '@stompbox/broker'
import { describe, expect, test } from 'vitest'
import {
  code,
  codeBlocks,
  headings,
  links,
  page,
  pages,
  root,
  table,
  tableLines,
  withoutComments,
} from '../../support/markdown.ts'

const korean = pages().filter((path) => path.endsWith('.ko.md'))
const englishOf = (path: string): string => path.replace(/\.ko\.md$/, '.md')
const koreanOf = (path: string): string => path.replace(/\.md$/, '.ko.md')

/** Pages that leave something to their twin. */
const leaveOut: Readonly<Record<string, string>> = {
  'docs/conformance.ko.md': 'what each rule says, in a column of its own',
  'docs/reference/refusals.ko.md': 'the texts of ERROR frames, which are English',
}
const whole = korean.filter((path) => !(path in leaveOut))

/** Links that are meant to lead to the English page. */
const meantForEnglish = ['refusals.md#situations']

describe.each(korean)('%s', (path) => {
  test('leads to its twin in the first line, and its twin here', () => {
    const [english, here] = [basename(englishOf(path)), basename(path)]
    expect(page(path).split('\n')[0]).toBe(`[English](${english})`)
    expect(page(englishOf(path)).split('\n')[0]).toBe(`[한국어](${here})`)
  })

  test('leads to pages in Korean where there are any', () => {
    const [, ...others] = links(page(path))
    const twinOf = (link: string) => join(root, dirname(path), koreanOf(link.split('#')[0]!))
    const inEnglish = others.filter(
      (link) => /(?<!\.ko)\.md(#|$)/.test(link) && !/^[a-z]+:/.test(link) && existsSync(twinOf(link)),
    )
    expect(inEnglish.filter((link) => !meantForEnglish.includes(link))).toEqual([])
  })
})

test.each(whole)('%s has the sections, the programs and the tables of its twin', (path) => {
  expect(outline(path)).toEqual(outline(englishOf(path)))
  expect(programs(path)).toEqual(programs(englishOf(path)))
})

test.each(whole)('%s has the code and the numbers of its twin in each row', (path) => {
  const rows = tableLines(page(path))
  const differing = tableLines(page(englishOf(path))).flatMap((english, index) =>
    says(rows[index]!, english) ? [] : [[english, rows[index]]],
  )
  expect(differing).toEqual([])
})

test('what leaves something out still does', () => {
  const saysAll = (path: string) =>
    tableLines(page(englishOf(path))).every((line, index) => says(tableLines(page(path))[index] ?? '', line))
  expect(Object.keys(leaveOut).filter(saysAll)).toEqual([])
  const linked = korean.flatMap((path) => links(page(path)))
  expect(meantForEnglish.filter((link) => !linked.includes(link))).toEqual([])
})

test('docs/reference/configuration.ko.md has every limit with its default and its unit', () => {
  const rows = table(page('docs/reference/configuration.ko.md'), '## 제한')
  expect(rows.map(([key, value, unit]) => [code(key)[0], Number(code(value)[0]), unit])).toEqual(
    Object.entries<number>({ ...defaultLimits }).map(([key, value]) => [key, value, unitOf(key)]),
  )
})

function unitOf(limit: string): string {
  if (limit.endsWith('PerSecond')) return limit.includes('Bytes') ? '초당 바이트' : '초당 개수'
  if (limit.includes('Bytes')) return '바이트'
  if (limit.endsWith('Ms')) return '밀리초'
  return limit.endsWith('Percent') ? '%' : '개'
}

/** How many of each thing a page has. */
function outline(path: string): Record<string, number> {
  const text = page(path)
  const count = (what: RegExp) => text.match(what)?.length ?? 0
  return {
    headings: headings(text).length,
    rows: tableLines(text).length,
    points: count(/^- /gm),
    entries: count(/^\*\*/gm),
    pictures: count(/!\[/g),
  }
}

/** Drawings, which are in no language, are translated. */
const programs = (path: string): string[][] =>
  codeBlocks(page(path)).map(({ language, text }) => [language, language === '' ? '' : withoutComments(text)])

/** A row may write in digits what the other writes in words. */
function says(korean: string, english: string): boolean {
  const [has, wants] = [new Set(code(korean)), new Set(code(english))]
  const digits = numbersIn(korean)
  return (
    has.size === wants.size &&
    [...wants].every((word) => has.has(word)) &&
    numbersIn(english).every((each) => digits.includes(each))
  )
}

const numbersIn = (line: string): string[] => line.replace(/\]\([^)]*\)/g, '').match(/\d+(?:[.,]\d+)*/g) ?? []
