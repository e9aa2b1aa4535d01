import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions } from 'vite'
import { defineProject } from 'vitest/config'
import { chromiumArguments } from '../support/chromium-arguments.ts'

interface BrowserScript {
  findBrowser: () => string | undefined
}
const script = new URL('../../scripts/browser.mjs', import.meta.url)
const { findBrowser } = (await import(script.href)) as BrowserScript
const executablePath = process.env.STOMPBOX_CHROMIUM ?? findBrowser()

/** Tests that run inside a page; none without a browser. */
export default defineProject({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { conditions: ['source', ...defaultClientConditions] },
  // What is found only while tests run has the page loaded anew, in the middle of them.
  optimizeDeps: { include: ['@stomp/stompjs', 'react', 'react-dom/client'] },
  test: {
    name: 'component',
    include: executablePath === undefined ? [] : ['**/*.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { args: chromiumArguments, ...(executablePath && { executablePath }) },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
