import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'

const folder = fileURLToPath(new URL('screenshots/', import.meta.url))

/** Keeps a picture of the page and counts the colours in it: a page that shows nothing has a handful. */
export async function coloursOnScreenshot(page: Page, name: string): Promise<number> {
  const picture = await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' })
  return page.evaluate(countColours, `data:image/png;base64,${picture.toString('base64')}`)
}

/** Runs in the page. */
async function countColours(url: string): Promise<number> {
  const image = new Image()
  image.src = url
  await image.decode()
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return new Set(new Uint32Array(data.buffer)).size
}

/** Keeps a picture of pages beside each other, as cards. */
export async function sideBySide(browser: Browser, pages: readonly Page[], name: string): Promise<void> {
  const pictures = await Promise.all(pages.map((page) => page.screenshot({ animations: 'disabled' })))
  const cards = pictures.map((picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`)
  const page = await browser.newPage({ viewport: { width: 825, height: 465 }, deviceScaleFactor: 2 })
  await page.setContent(`<style>${cardStyle}</style>${cards.join('')}`)
  await page.screenshot({ path: `${folder}${name}.png` })
  await page.close()
}

const cardStyle = `
  body { display: flex; gap: 15px; margin: 0; padding: 15px; background: #dde2ec }
  img { width: 390px; border-radius: 8px; box-shadow: 0 1px 4px #1416221f }
`
