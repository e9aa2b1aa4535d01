import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type * as Axe from 'axe-core'

const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe-core has to say against the page as it is now: each rule that is broken, and where. */
export async function faultsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path })
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe }
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}
