import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { barriers } from './accessibility.ts'
import { PageBroker } from './page-broker.ts'
import { type Choices, Person } from './person.ts'
import { coloursOnScreenshot, sideBySide } from './screenshot.ts'

const chromium = await findChromium()

const minji: Choices = { name: '민지', language: 'ko', transport: 'WebSocket' }
const alex: Choices = { name: 'Alex', language: 'en', transport: 'SockJS' }

const themes = ['light', 'dark'] as const
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } }

let browser: Browser
let broker: PageBroker
const people: Person[] = []

async function visit(choices: Choices, options = {}): Promise<Person> {
  const person = await Person.visits(browser, `http://localhost:${broker.port}/`, choices, options)
  people.push(person)
  return person
}

/** Each says a line, and all hear it. */
async function talk(...lines: readonly (readonly [Person, string])[]): Promise<void> {
  for (const [person, line] of lines) {
    await person.say(line)
    const heard = line.replace(/`+/g, '').trim()
    await Promise.all(people.map((listener) => listener.hears(heard)))
  }
}

/** In both themes, wide and narrow: nothing is wider than the screen, and axe-core finds nothing. */
async function looksGood({ page, choices }: Person, scene: string): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [device, size] of Object.entries(sizes)) {
      await page.setViewportSize(size)
      const name = `${scene}-${choices.language}-${colorScheme}-${device}`
      expect(await coloursOnScreenshot(page, name), name).toBeGreaterThan(50)
      expect(await widthOf(page), name).toBe(size.width)
      expect(await page.evaluate(cutOff), name).toEqual([])
      expect(await barriers(page), name).toEqual([])
    }
  }
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
}

/** With whatever does not fit. */
const widthOf = (page: Page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.log-scroll, .sidebar, .members')].reduce(
      (width, { clientWidth, scrollWidth }) => width + Math.max(0, scrollWidth - clientWidth),
      document.documentElement.clientWidth,
    ),
  )

/** Runs in the page. What goes over the left edge, where no scrolling leads, or the right one. */
function cutOff(): string[] {
  const { clientWidth } = document.documentElement
  const isSeen = (element: Element) => element.checkVisibility({ visibilityProperty: true })
  const isCut = ({ left, right }: DOMRect) => left < 0 || right > clientWidth
  return [...document.querySelectorAll('.bubble, button, textarea, input:not([type=radio])')]
    .filter((element) => isSeen(element) && isCut(element.getBoundingClientRect()))
    .map(({ outerHTML }) => outerHTML)
}

/** By keyboard up to each group of lines that is there: what is around it ends before the one above it. */
async function focusTouchesNoOther({ page, log, words }: Person): Promise<void> {
  await page.getByRole('group', { name: words.log }).focus()
  for (const group of (await log.getByRole('article').all()).reverse()) {
    await page.keyboard.press('ArrowUp')
    expect(await group.evaluate(spaceAboveOutlinePx)).toBeGreaterThan(0)
  }
}

/** Runs in the page. */
function spaceAboveOutlinePx(group: Element): number {
  const { outlineStyle, outlineOffset, outlineWidth } = getComputedStyle(group)
  if (outlineStyle === 'none') return NaN
  const outlinePx = parseFloat(outlineOffset) + parseFloat(outlineWidth)
  const above = group.previousElementSibling?.getBoundingClientRect().bottom ?? -Infinity
  return group.getBoundingClientRect().top - outlinePx - above
}

describe.skipIf(chromium === undefined)('the chat page, to look at', () => {
  beforeAll(async () => {
    browser = await launchChromium(chromium!)
  })
  beforeEach(async () => {
    broker = await PageBroker.start('examples/react-chat/stompbox.config.ts')
  })
  afterEach(async () => {
    const visitors = people.splice(0)
    await Promise.all(visitors.map(({ page }) => page.context().close()))
    await broker.kill()
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([])
  })
  afterAll(() => browser.close())

  test('can be read and used by everybody: at the entry, in a room, without a connection', async () => {
    const [first, second] = [await visit(minji), await visit(alex)]
    for (const person of people) {
      await person.speak()
      await looksGood(person, 'entry')
    }
    await first.enterLobby()
    await second.enterLobby()
    await first.hearsEntranceOf(second)
    await talk(
      [first, '긴 이야기를 시작해 볼게요. '.repeat(8).trim()],
      [second, `https://example.org/${'long-address/'.repeat(12)}`],
      [first, 'ㅋ'.repeat(120)],
      [second, 'Try `npm start` 👨‍👩‍👧 😀'],
      [
        first,
        '```\nconst answer = await fetch("/__stompbox/health").then((response) => response.json())\n```',
      ],
      [second, 'OK'],
      [second, '알겠습니다'],
    )
    for (const person of people) {
      await looksGood(person, 'room')
      await focusTouchesNoOther(person)
    }
    for (const person of people) person.expectsOutage = true
    await broker.kill()
    await Promise.all(people.map((person) => person.seesCountdown()))
    await first.say('끊긴 동안 쓴 글')
    await first.seesOutgoing('끊긴 동안 쓴 글', 'waiting')
    for (const person of people) await looksGood(person, 'offline')
  })

  test('fits two phones, with rooms in a drawer and people behind a button', async () => {
    const phone = {
      viewport: { width: 390, height: 700 },
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
    }
    const [first, second] = [await visit(minji, phone), await visit(alex, phone)]
    await first.enterLobby()
    await second.enterLobby()
    await first.hearsEntranceOf(second)
    await talk(
      [first, '안녕하세요! 백엔드 없이 띄워 봤어요.'],
      [second, 'Hi! No Java running here either?'],
      [first, '네, npm start 하나로 끝났습니다 😊'],
      [second, 'I am on SockJS, same room.'],
    )
    // docs/images/react-chat.png is a copy of this.
    for (const { page } of people) {
      await page.evaluate(() => (document.activeElement as HTMLElement).blur())
      await page.setViewportSize({ width: 520, height: 580 })
    }
    await sideBySide(browser, [first.page, second.page], 'react-chat')

    for (const { page } of people) await page.setViewportSize(phone.viewport)
    await second.composer.fill('😀 ok')
    await second.button('send').tap()
    await first.hears('😀 ok')
    await first.page.getByRole('button', { name: first.words.people }).tap()
    expect(await coloursOnScreenshot(first.page, 'phone-people')).toBeGreaterThan(50)
    expect(await barriers(first.page)).toEqual([])
    await second.page.getByRole('button', { name: 'Open the list of rooms' }).tap()
    expect(await coloursOnScreenshot(second.page, 'phone-rooms')).toBeGreaterThan(50)
    expect(await barriers(second.page)).toEqual([])
    for (const { page } of people) expect(await widthOf(page)).toBe(390)
  })
})
