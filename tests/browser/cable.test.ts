import { chromium as playwright, type Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumArguments } from '../support/chromium-arguments.ts'
import { findChromium } from '../support/chromium.ts'
import { Cable } from '../support/cable.ts'
import { PageBroker } from './page-broker.ts'
import { Person } from './person.ts'
import { coloursOnScreenshot } from './screenshot.ts'

const chromium = await findChromium()

let browser: Browser
let broker: PageBroker
let cable: Cable
let kim: Person
let lee: Person

/** Kim is at the other end of the cable, Lee sits beside the broker. Both are in the lobby and have heard each other. */
async function meet(kimsAddress: string): Promise<void> {
  lee = await Person.visits(browser, `http://localhost:${broker.port}/`, {
    name: 'Lee',
    language: 'en',
    transport: 'WebSocket',
  })
  await lee.enterLobby()
  kim = await Person.visits(browser, kimsAddress, { name: '김철수', language: 'ko', transport: 'WebSocket' })
  await kim.page.clock.install()
  await kim.page.evaluate(shortPauses)
  await kim.page.addInitScript(shortPauses)
  await kim.enterLobby()
  await lee.hearsEntranceOf(kim)
  await kim.say('하나')
  await lee.hears('하나')
  await kim.hears('하나')
  kim.expectsOutage = true
}

/** Runs in the page. Pauses before attempts come from this: these are short, and long enough to be seen. */
const shortPauses = () => void (Math.random = () => 0.05)

async function lay(config: string): Promise<void> {
  broker = await PageBroker.asBefore(broker, config)
  cable = await Cable.to(broker.port)
}

/** Kim's page comes without the cable from now on, as out of a cache; what it sends and hears does not. */
async function servePagePastTheCable(): Promise<void> {
  // A page that no address was asked for counts as one from afar.
  await kim.page.context().grantPermissions(['local-network-access'])
  await kim.page.context().route(`http://localhost:${cable.port}/**`, async (route) => {
    const url = new URL(route.request().url())
    url.port = String(broker.port)
    await route.fulfill({ response: await route.fetch({ url: url.href }) })
  })
}

/** Whatever Kim sent besides has arrived before this. */
async function fence(): Promise<void> {
  await kim.say('끝')
  await lee.hears('끝')
  await kim.hears('끝')
}

describe.skipIf(chromium === undefined)('the chat page at the end of a cable', () => {
  beforeAll(async () => {
    const args = [...chromiumArguments, '--host-resolver-rules=MAP chat.test 127.0.0.1']
    browser = await playwright.launch({ executablePath: chromium!, args })
  })
  beforeEach(() => lay('tests/browser/cable.config.ts'))
  afterEach(async () => {
    await Promise.all([kim, lee].map(({ page }) => page.context().close()))
    await cable.close()
    await broker.isLeft()
    expect([...kim.complaints, ...lee.complaints]).toEqual([])
  })
  afterAll(() => Promise.all([browser.close(), broker.kill()]))

  test('that is cut says so, keeps what was typed, and sends it once when the cable is whole', async () => {
    await meet(`http://localhost:${cable.port}/`)
    cable.become('cut')
    await kim.seesCountdown()
    await kim.say('둘')
    await kim.say('셋')
    await kim.composer.fill('아직 쓰는 중')
    await kim.seesOutgoing('둘', 'waiting')
    await kim.seesOutgoing('셋', 'waiting')
    await lee.say('Kim will miss this')
    await lee.hears('Kim will miss this')
    expect(await coloursOnScreenshot(kim.page, 'desktop-cut')).toBeGreaterThan(50)

    cable.become('whole')
    await kim.seesConnected()
    await Promise.all([kim.hears('셋'), lee.hears('셋')])
    expect(await kim.composer.inputValue()).toBe('아직 쓰는 중')
    await kim.composer.press('Enter')
    await Promise.all([kim.hears('아직 쓰는 중'), lee.hears('아직 쓰는 중')])
    expect(await lee.talk()).toEqual(['하나', 'Kim will miss this', '둘', '셋', '아직 쓰는 중'])
    expect(await kim.story()).toEqual(['하나', kim.words.gap, '둘', '셋', '아직 쓰는 중'])
    expect(await kim.outgoing.count()).toBe(0)
    expect(lee.entrancesOf(kim)).toBe(1)
    expect(lee.departuresOf(kim)).toBe(0)
    expect(await coloursOnScreenshot(kim.page, 'desktop-gap')).toBeGreaterThan(50)
  })

  test.each([
    { condition: 'stalled', fate: 'did not arrive' },
    { condition: 'one-way', fate: 'arrived, and nobody said so' },
  ] as const)(
    'that is $condition: what $fate before the session died is there once',
    async ({ condition }) => {
      await meet(`http://localhost:${cable.port}/`)
      cable.become(condition)
      await kim.say('둘')
      if (condition === 'one-way') await lee.hears('둘')
      // After the second heart-beat that did not come.
      await kim.page.clock.fastForward('00:11')
      await kim.sees(kim.words.reconnecting)
      await kim.say('셋')
      await kim.seesOutgoing('둘', 'waiting')
      await kim.seesOutgoing('셋', 'waiting')

      cable.become('whole')
      await kim.seesConnected()
      await fence()
      expect(await lee.talk()).toEqual(['하나', '둘', '셋', '끝'])
      expect(await kim.story()).toEqual(['하나', kim.words.gap, '둘', '셋', '끝'])
      expect(await kim.outgoing.count()).toBe(0)
    },
  )

  test('that is cut while the page is loaded anew: what waited still does, and leaves once, in its order', async () => {
    await meet(`http://localhost:${cable.port}/`)
    await servePagePastTheCable()
    cable.become('cut')
    await kim.seesCountdown()
    await kim.say('둘')
    await kim.say('셋')
    await kim.seesOutgoing('셋', 'waiting')
    await kim.page.reload()
    await kim.seesOutgoing('둘', 'waiting')
    await kim.seesOutgoing('셋', 'waiting')
    await kim.seesCountdown()
    await kim.say('넷')
    await kim.seesOutgoing('넷', 'waiting')
    expect(await coloursOnScreenshot(kim.page, 'desktop-loaded-anew')).toBeGreaterThan(50)

    cable.become('whole')
    await kim.seesConnected()
    await fence()
    expect(await lee.talk()).toEqual(['하나', '둘', '셋', '넷', '끝'])
    expect(await kim.talk()).toEqual(['둘', '셋', '넷', '끝'])
    await kim.page.reload()
    await kim.seesConnected()
    await kim.say('끝의 끝')
    await lee.hears('끝의 끝')
    expect(lee.wire.talkOf(kim.choices.name)).toEqual(['하나', '둘', '셋', '넷', '끝', '끝의 끝'])
  })

  test('that takes a line and brings no word of it: a page loaded anew sends it under its id, and it is there once', async () => {
    await meet(`http://localhost:${cable.port}/`)
    await servePagePastTheCable()
    // The page loaded anew is to send it, not this one: pauses, of 20 s at most, outlast the test.
    await kim.page.evaluate(() => (Math.random = () => 1_000))
    cable.become('one-way')
    await kim.say('둘')
    await lee.hears('둘')
    cable.become('cut')
    await kim.seesCountdown()
    cable.become('whole')
    await kim.page.reload()
    await kim.seesConnected()
    await fence()
    expect(lee.wire.talkOf(kim.choices.name)).toEqual(['하나', '둘', '둘', '끝'])
    expect(await lee.talk()).toEqual(['하나', '둘', '끝'])
    expect(await kim.talk()).toEqual(['둘', '끝'])
    expect(await kim.outgoing.count()).toBe(0)
  })

  test('that is cut keeps lines for who said them: somebody else in the same tab does not say them', async () => {
    await meet(`http://localhost:${cable.port}/`)
    await servePagePastTheCable()
    cable.become('cut')
    await kim.seesCountdown()
    await kim.say('둘')
    await kim.seesOutgoing('둘', 'waiting')
    // As after a crash, which says nothing on its way out.
    await kim.page.addInitScript(() => sessionStorage.removeItem('stompbox.visit'))
    await kim.page.reload()
    cable.become('whole')
    const park = new Person(kim.page, { ...kim.choices, name: 'Park' })
    park.expectsOutage = true
    await park.start()
    await park.hearsEntranceOf(park)
    expect(await park.outgoing.count()).toBe(0)
    await park.say('끝')
    await lee.hears('끝')
    expect(lee.wire.talkOf(kim.choices.name)).toEqual(['하나'])
    expect(park.complaints).toEqual([])
  })

  test('of a device that goes offline says so at once', async () => {
    await meet(`http://chat.test:${broker.port}/`)
    await kim.page.context().setOffline(true)
    await kim.sees(kim.words.offline)
    await kim.say('둘')
    await kim.seesOutgoing('둘', 'waiting')
    expect(await coloursOnScreenshot(kim.page, 'desktop-offline')).toBeGreaterThan(50)

    await kim.page.context().setOffline(false)
    await kim.seesConnected()
    await fence()
    expect(await lee.talk()).toEqual(['하나', '둘', '끝'])
    expect(await kim.story()).toEqual(['하나', kim.words.gap, '둘', '끝'])
  })

  test('that stays cut for too long hands the lines back, to be sent again or discarded', async () => {
    await meet(`http://localhost:${cable.port}/`)
    cable.become('cut')
    await kim.seesCountdown()
    await kim.say('둘')
    await kim.say('셋')
    await kim.page.clock.fastForward('11:00')
    await kim.seesOutgoing('둘', 'failed')
    await kim.seesOutgoing('셋', 'failed')
    expect(await coloursOnScreenshot(kim.page, 'desktop-failed')).toBeGreaterThan(50)
    await kim.choose('discard', '둘')
    await kim.choose('sendAgain', '셋')
    await kim.seesOutgoing('셋', 'waiting')

    cable.become('whole')
    await kim.seesConnected()
    await fence()
    expect(await lee.talk()).toEqual(['하나', '셋', '끝'])
    expect(await kim.outgoing.count()).toBe(0)
  })

  test('from a server that gives no receipts and drops ids: what may be there already is not sent by itself', async () => {
    await cable.close()
    await lay('tests/browser/spring-like.config.ts')
    await meet(`http://localhost:${cable.port}/`)
    cable.become('one-way')
    await kim.say('둘')
    await lee.hears('둘')
    cable.become('cut')
    await kim.seesOutgoing('둘', 'unconfirmed')
    await kim.say('셋')

    cable.become('whole')
    await kim.seesConnected()
    await fence()
    await kim.choose('discard', '둘')
    expect(await lee.talk()).toEqual(['하나', '둘', '셋', '끝'])
    expect(await kim.talk()).toEqual(['하나', '셋', '끝'])
    expect(await kim.outgoing.count()).toBe(0)
    expect(lee.entrancesOf(kim)).toBe(1)
  })
})
