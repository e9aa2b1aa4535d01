import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What keeps people out of the page as it is now: the rules of axe-core it breaks, with the elements that do. */
export async function barriers(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: script })
  const { violations } = await page.evaluate(() => (globalThis as unknown as InPage).axe.run())
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

interface InPage {
  readonly axe: { run: () => Promise<AxeResults> }
}
