import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { springVersions } from './scenario.ts'
import { hashOfStockPage, playStockPage } from './stock-page.ts'
import { Stompbox } from './stompbox.ts'
import { readTranscript } from './transcript-file.ts'

const chromium = await findChromium()

describe.skipIf(chromium === undefined)('a page with stock stompjs and sockjs-client', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(chromium!)
  })
  afterAll(() => browser.close())

  test.for(springVersions)('shows what it shows with Spring %s, message by message', async (version) => {
    const { stockPage } = readTranscript(version)!
    expect(stockPage?.hash, `Record it: npm run parity:record -- ${version} --stale`).toBe(hashOfStockPage())
    const seen = await playStockPage(browser, new Stompbox(version), () => Promise.resolve())
    expect(seen).toEqual(stockPage?.seen)
  })
})
