import { chromium, type Browser } from 'playwright-core'
import { describe, test } from 'vitest'
import { chromiumArguments } from '../support/chromium-arguments.ts'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { BeatingPages } from './beating-pages.ts'

const executablePath = await findChromium()

// P19, and what the worker of stompjs is for: see the heart-beats of both clients in one and the same page.
// All of them do little but wait, and do it together.
describe.skipIf(executablePath === undefined)('heart-beats of a page', { concurrent: true }, () => {
  test('P19: under a policy without blob: workers stompjs sends none from its worker, and says nothing; the SDK needs no worker', async ({
    expect,
  }) => {
    await using pages = await BeatingPages.start("default-src 'self'; script-src 'self'")
    await using browser = await launchChromium(executablePath!)
    const page = await browser.newPage()
    const thrown: unknown[] = []
    page.on('pageerror', (error) => thrown.push(error))
    await page.goto(pages.url('worker'))
    await pages.hears('sdk', 6)
    expect(pages.beatsOf('stompjs')).toBe(0)
    expect(thrown).toEqual([])
  })

  test('without such a policy both send them', async () => {
    await using pages = await BeatingPages.start()
    await using browser = await launchChromium(executablePath!)
    await (await browser.newPage()).goto(pages.url('worker'))
    await Promise.all([pages.hears('sdk', 3), pages.hears('stompjs', 3)])
  })

  test('in a hidden page, whose timers fire once a minute, those of stompjs stop and those of the SDK go on', async ({
    expect,
  }) => {
    await using pages = await BeatingPages.start()
    await using browser = await launchThrottling()
    // Pages that Playwright knows of are told that they have the focus, and are never hidden; so it must not know of these.
    const tabs = await browser.newBrowserCDPSession()
    await tabs.send('Target.createTarget', { url: pages.url('interval') })
    await Promise.all([pages.hears('sdk', 2), pages.hears('stompjs', 2)])
    const other = await tabs.send('Target.createTarget', { url: 'about:blank' })
    await tabs.send('Target.activateTarget', other)
    await pages.isTold('hidden')
    // Throttling sets in when the browser is ready to.
    do {
      pages.recount()
      await pages.hears('sdk', 12)
    } while (pages.beatsOf('stompjs') > 0)
    pages.recount()
    await pages.hears('sdk', 12)
    // It may have hit the one moment of the minute.
    expect(pages.beatsOf('stompjs')).toBeLessThanOrEqual(1)
  })
})

/** A browser that does to hidden pages what it does to those of users, only sooner: after one second, not after five minutes. */
const launchThrottling = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executablePath!,
    ignoreDefaultArgs: [
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
    args: [...chromiumArguments, '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1'],
  })
