import { type Browser, chromium } from 'playwright-core'
import { chromiumArguments } from './chromium-arguments.ts'

interface BrowserScript {
  ensureBrowser: () => Promise<string | undefined>
  howToGetBrowser: string
}

const script = new URL('../../scripts/browser.mjs', import.meta.url)
const { ensureBrowser, howToGetBrowser } = (await import(script.href)) as BrowserScript

/** Where Chrome or Chromium is; undefined, said aloud, when there is none. @throws where CI asks for one in vain. */
export async function findChromium(): Promise<string | undefined> {
  const path = process.env.STOMPBOX_CHROMIUM ?? (await ensureBrowser())
  if (path !== undefined) return path
  const complaint = `No Chrome or Chromium was found, so no page is tested. ${howToGetBrowser}`
  if (process.env.CI === 'true') throw new Error(complaint)
  console.warn(complaint)
  return undefined
}

export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: chromiumArguments })
