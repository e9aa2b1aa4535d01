import { createRequire } from 'node:module'
import type * as Axe from 'axe-core'
import type { Page } from 'playwright-core'

const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/**
 * What keeps people out of the page as it is now: the rules of axe-core it breaks, and fields without
 * a label, with the elements that do.
 */
export async function barriers(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path })
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe }
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    const broken = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    // For axe-core a placeholder will do, but it is gone with the first letter.
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea, select')]
    const nameless = fields.filter((field) => !field.labels?.length && !field.ariaLabel)
    return [...broken, ...nameless.map(({ outerHTML }) => `no label: ${outerHTML}`)]
  })
}
