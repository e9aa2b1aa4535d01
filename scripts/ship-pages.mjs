import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import { inRoot } from './run-command.mjs'

const destination = 'broker/dist/docs'

/** Guides that are about the SDK alone stay behind. */
const pagesIn = (folder) =>
  readdirSync(inRoot('docs', folder))
    .filter((name) => name.endsWith('.md') && !/^sdk[.-]/.test(name))
    .map((name) => `${folder}/${name}`)

/** Puts the pages that the broker's own texts name into its package, for who has nothing else of this repository. */
export function shipPages() {
  const pages = new Set(['guides', 'reference'].flatMap(pagesIn))
  rmSync(inRoot(destination), { recursive: true, force: true })
  for (const page of pages) {
    mkdirSync(inRoot(destination, posix.dirname(page)), { recursive: true })
    const text = readFileSync(inRoot('docs', page), 'utf8')
    writeFileSync(inRoot(destination, page), withoutLinksElsewhere(text, page, pages))
  }
}

/** A link to what is not shipped becomes its text. Code stays as it is. */
function withoutLinksElsewhere(text, page, pages) {
  const leads = (target) =>
    /^(https?:|#)/.test(target) || pages.has(posix.join(posix.dirname(page), target.split('#', 1)[0]))
  return text.replace(/^(`{3,})[^]*?^\1$|!?\[([^\]]*)\]\(([^)\s]+)\)/gm, (whole, fence, words, target) =>
    fence !== undefined || leads(target) ? whole : words,
  )
}
