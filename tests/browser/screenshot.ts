import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

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
