import { chromium as playwright, type Browser } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chromiumArguments } from '../support/chromium-arguments.ts'
import { findChromium } from '../support/chromium.ts'
import { PageBroker } from './page-broker.ts'
import { Person } from './person.ts'

const chromium = await findChromium()

let browser: Browser
let broker: PageBroker

describe.skipIf(chromium === undefined)('the chat page that is left', () => {
  beforeEach(async () => {
    broker = await PageBroker.start('examples/react-chat/stompbox.config.ts')
    browser = await playwright.launch({
      executablePath: chromium!,
      args: chromiumArguments,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    })
  })
  afterEach(async () => {
    await browser.close()
    await broker.kill()
  })

  test('takes its leave first, and enters again when it comes back as it was', async () => {
    const url = `http://localhost:${broker.port}/`
    const lee = await Person.visits(browser, url, { name: 'Lee', language: 'en', transport: 'WebSocket' })
    await lee.enterLobby()
    const kim = await Person.visits(browser, url, { name: '김철수', language: 'ko', transport: 'WebSocket' })
    await kim.enterLobby()
    await lee.hearsEntranceOf(kim)
    await lee.page.clock.install()

    await kim.composer.fill('아직 쓰는 중')
    await kim.page.evaluate(() => (location.href = '/__stompbox/health'))
    await lee.hearsDepartureOf(kim)
    await kim.page.evaluate(() => history.back())
    await lee.hearsEntranceOf(kim)
    await kim.seesConnected()
    expect(await kim.composer.inputValue()).toBe('아직 쓰는 중')
    await kim.composer.press('Enter')
    await lee.hears('아직 쓰는 중')
    expect(lee.entrancesOf(kim)).toBe(2)
    expect(lee.departuresOf(kim)).toBe(1)

    await kim.page.close({ runBeforeUnload: true })
    await lee.hearsDepartureOf(kim, 2)
    expect(lee.complaints).toEqual([])
  })
})
