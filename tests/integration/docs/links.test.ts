import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { anchor, headings, links, page, pages, root } from '../../support/markdown.ts'

/** Those of a page; of two that are alike the second gets a number. */
function anchors(markdown: string): string[] {
  const times = new Map<string, number>()
  return headings(markdown).map((heading) => {
    const name = anchor(heading)
    const before = times.get(name) ?? 0
    times.set(name, before + 1)
    return before === 0 ? name : `${name}-${before}`
  })
}

function isBroken(from: string, link: string): boolean {
  const [path = '', fragment] = link.split('#')
  const target = path === '' ? from : normalize(join(dirname(from), path))
  if (target.startsWith('..') || !existsSync(join(root, target))) return true
  return fragment !== undefined && !anchors(page(target)).includes(fragment)
}

const brokenLinks = (from: string, markdown: string): string[] =>
  links(markdown)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => isBroken(from, link))

test.each(pages())('%s leads nowhere that is not there', (path) => {
  expect(brokenLinks(path, page(path))).toEqual([])
})

test('a link to a file, a heading or a place outside that is not there is found', () => {
  const markdown = '[a](nowhere.md) [b](README.md#nothing) [c](../README.md) [d](#start) [e](README.md#start)'
  expect(brokenLinks('README.md', markdown)).toEqual(['nowhere.md', 'README.md#nothing', '../README.md'])
})
