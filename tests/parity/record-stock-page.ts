import { setTimeout } from 'node:timers/promises'
import { findChromium, launchChromium } from '../support/chromium.ts'
import type { SpringApp } from './spring-app.ts'
import { hashOfStockPage, playStockPage } from './stock-page.ts'
import type { StockPageRecord } from './transcript.ts'

/** Spring does not tell when it has done a SUBSCRIBE. */
const subscribeMs = 300

/** @returns undefined without a browser */
export async function recordStockPage(app: SpringApp): Promise<StockPageRecord | undefined> {
  const chromium = await findChromium()
  if (chromium === undefined) return undefined
  const browser = await launchChromium(chromium)
  try {
    const seen = await playStockPage(browser, app, () => setTimeout(subscribeMs))
    return { hash: hashOfStockPage(), seen }
  } finally {
    await browser.close()
  }
}
