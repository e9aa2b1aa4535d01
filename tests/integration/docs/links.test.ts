import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { anchor, headings, links, page, pages, root } from '../../support/markdown.ts'

function isBroken(from: string, link: string): boolean {
  const [path = '', fragment] = link.split('#')
  const target = path === '' ? from : normalize(join(dirname(from), path))
  if (target.startsWith('..') || !existsSync(join(root, target))) return true
  return fragment !== undefined && !headings(page(target)).map(anchor).includes(fragment)
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
