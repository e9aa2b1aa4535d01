import { connect } from '@stompbox/sdk'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { PageBroker } from './page-broker.ts'
import { type Choices, Person } from './person.ts'
import { coloursOnScreenshot } from './screenshot.ts'

const chromium = await findChromium()

const kim: Choices = { name: '김철수', language: 'ko', transport: 'WebSocket' }
const lee: Choices = { name: 'Lee', language: 'en', transport: 'SockJS' }

let browser: Browser
let broker: PageBroker
const people: Person[] = []

const startBroker = (port = 0) => PageBroker.start('examples/react-chat/stompbox.config.ts', port)

async function visit(choices: Choices, options?: BrowserContextOptions): Promise<Person> {
  const person = await Person.visits(browser, `http://localhost:${broker.port}/`, choices, options)
  people.push(person)
  return person
}

async function enterLobby(choices: Choices, options?: BrowserContextOptions): Promise<Person> {
  const person = await visit(choices, options)
  await person.enterLobby()
  return person
}

async function killBroker(): Promise<void> {
  for (const person of people) person.expectsOutage = true
  await broker.kill()
}

/** The same address again, with nothing remembered. */
async function restartBroker(): Promise<void> {
  broker = await startBroker(broker.port)
}

const isFrom = (body: unknown, name: string) =>
  typeof body === 'object' && body !== null && 'sender' in body && body.sender === name

describe.skipIf(chromium === undefined)('the chat page', () => {
  beforeAll(async () => {
    browser = await launchChromium(chromium!)
  })
  beforeEach(async () => {
    broker = await startBroker()
  })
  afterEach(async () => {
    const visitors = people.splice(0)
    await Promise.all(visitors.map(({ page }) => page.context().close()))
    await broker.kill()
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([])
  })
  afterAll(() => browser.close())

  test('two people talk, one in Korean over WebSocket, one in English over SockJS', async () => {
    const first = await enterLobby(kim)
    const second = await enterLobby(lee)
    await first.hearsEntranceOf(second)
    await first.say('안녕하세요 👋🏽 반갑습니다')
    await second.hears('안녕하세요 👋🏽 반갑습니다')
    await second.say('Hello 🇰🇷 👨‍👩‍👧 값·뷁')
    await first.hears('Hello 🇰🇷 👨‍👩‍👧 값·뷁')

    expect(await first.entrancesOf(first)).toBe(1)
    expect(await first.entrancesOf(second)).toBe(1)
    expect(await second.entrancesOf(second)).toBe(1)
    expect(await second.entrancesOf(first)).toBe(0)
    expect(broker.connected).toEqual(['websocket', 'sockjs-websocket'])
    expect(await coloursOnScreenshot(first.page, 'desktop-korean')).toBeGreaterThan(50)
    expect(await coloursOnScreenshot(second.page, 'desktop-english')).toBeGreaterThan(50)

    await second.button('leave').click()
    await first.hearsDepartureOf(second)
    expect(await first.departuresOf(second)).toBe(1)
  })

  test('a broker that dies is waited for, and its return is no second entrance', async () => {
    const first = await enterLobby(kim)
    const second = await enterLobby(lee)
    await first.hearsEntranceOf(second)

    await killBroker()
    await Promise.all([first.seesCountdown(), second.seesCountdown()])
    await first.composer.fill('아직 거기 있나요?')
    await first.sees(first.words.keepWriting)
    expect(await coloursOnScreenshot(first.page, 'desktop-waiting')).toBeGreaterThan(50)
    await restartBroker()
    await Promise.all(people.map((person) => person.seesConnected()))

    await first.composer.press('Enter')
    await second.hears('아직 거기 있나요?')
    await second.say('Still here 🙂')
    await first.hears('Still here 🙂')
    // Each has been heard since, so an entrance announced before that would be here too.
    expect(await first.entrancesOf(first)).toBe(1)
    expect(await first.entrancesOf(second)).toBe(1)
    expect(await second.entrancesOf(first)).toBe(0)
    expect(await first.countOf('아직 거기 있나요?')).toBe(1)
    expect(await first.countOf(first.words.gap)).toBe(1)
    expect(broker.connected).toHaveLength(2)
  })

  test('somebody who is tired of waiting connects now', async () => {
    const person = await visit(kim)
    // Pauses come from Math.random, and are at most 20 s: this one would outlast the test.
    await person.page.evaluate(() => (Math.random = () => 1_000))
    await person.enterLobby()
    await killBroker()
    await person.seesCountdown()
    await restartBroker()
    await person.button('retryNow').click()
    await person.seesConnected()
    await person.say('다시 왔어요')
    await person.hears('다시 왔어요')
    expect(await person.entrancesOf(person)).toBe(1)
  })

  test('a broker that is not there at the start is waited for, with all that was said meanwhile', async () => {
    const person = await visit(lee)
    await killBroker()
    await person.start()
    await person.seesCountdown()
    await person.page.getByRole('main').getByRole('link', { name: person.words.lobby }).click()
    await person.say('Early, and heard late')
    await person.seesOutgoing('Early, and heard late', 'waiting')
    await restartBroker()
    await person.seesConnected()
    await person.hears('Early, and heard late')
    expect(await person.outgoing.count()).toBe(0)
    expect(await person.entrancesOf(person)).toBe(1)
    expect(await person.countOf(person.words.gap)).toBe(0)
  })

  test('a change between WebSocket and SockJS keeps the room, its lines and everybody else', async () => {
    const first = await enterLobby(kim)
    const second = await enterLobby(lee)
    await second.say('before')
    await first.hears('before')

    await first.changeTransport('SockJS')
    await second.changeTransport('WebSocket')
    await first.say('바꾼 뒤')
    await second.hears('바꾼 뒤')
    await second.say('after')
    await first.hears('after')
    await first.changeTransport('WebSocket')
    await first.say('돌아온 뒤')
    await second.hears('돌아온 뒤')

    expect(broker.connected).toEqual([
      'websocket',
      'sockjs-websocket',
      'sockjs-websocket',
      'websocket',
      'websocket',
    ])
    for (const line of ['before', '바꾼 뒤', 'after', '돌아온 뒤']) {
      expect(await first.countOf(line)).toBe(1)
    }
    expect(await first.entrancesOf(first)).toBe(1)
    expect(await second.entrancesOf(second)).toBe(1)
    expect(await first.departuresOf(first)).toBe(0)
  })

  test('clients of tutorials, which know no ids, are understood and understand; what is no chat message is passed over', async () => {
    const person = await enterLobby(kim)
    await using client = await connect(`ws://localhost:${broker.port}/ws-stomp`, {
      webSocket: (url, protocols) => new WebSocket(url, protocols),
    })
    const room = client.subscribe('/sub/chat/room/lobby')
    await room.ready
    const ok = { type: 'TALK', roomId: 'lobby', sender: 'Lee', message: 'ok' }
    await client.send('/sub/chat/room/lobby', 'not a chat message')
    await client.send('/sub/chat/room/lobby', { ...ok, roomId: 7, message: 'a number for a room' })
    await client.send('/pub/chat/message', ok)
    await client.send('/pub/chat/message', ok, { until: 'receipt' })
    await person.say('안녕')
    await person.hears('안녕')
    expect(await person.talk()).toEqual(['a number for a room', 'ok', 'ok', '안녕'])
    for await (const { body } of room) {
      if (!isFrom(body, kim.name)) continue
      expect(body).toMatchObject({ type: 'TALK', roomId: 'lobby', sender: kim.name, message: '안녕' })
      break
    }
  })

  test('the Enter that ends a Hangul syllable does not send; the next one sends everything once', async () => {
    const writer = await enterLobby(kim)
    const reader = await enterLobby(lee)
    await writer.compose('안녕', ['ㅎ', '하', '한'])
    await writer.composer.press('Enter')
    await reader.hears('안녕한')
    expect(await writer.composer.inputValue()).toBe('')
    // Whatever was sent besides would be here before this.
    await writer.say('끝')
    await reader.hears('끝')
    expect(await reader.talk()).toEqual(['안녕한', '끝'])
    expect(await writer.talk()).toEqual(['안녕한', '끝'])
  })

  test('fits on a phone, in the dark as well', async () => {
    const phone = {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
    }
    const first = await visit(kim, phone)
    expect(await coloursOnScreenshot(first.page, 'phone-entry')).toBeGreaterThan(50)
    await first.enterLobby()
    const second = await enterLobby(lee, { ...phone, colorScheme: 'dark' })
    await first.say('긴 이야기를 시작해 볼게요. '.repeat(8).trim())
    await second.say(`https://example.org/${'long-address/'.repeat(8)}`)
    await second.composer.fill('😀 ok')
    await second.button('send').tap()
    await first.hears('😀 ok')
    for (const [name, { page }] of [
      ['phone', first],
      ['phone-dark', second],
    ] as const) {
      expect(await coloursOnScreenshot(page, name)).toBeGreaterThan(50)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    }
    await killBroker()
    await first.seesCountdown()
    await coloursOnScreenshot(first.page, 'phone-waiting')
    expect(await first.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})
