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

const chat = 'examples/react-chat/stompbox.config.ts'

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
  broker = await PageBroker.start(chat, broker.port)
}

interface Words {
  type?: string
  sender?: string
  message?: string
}

/** Somebody with another client, who knows no ids and listens to nobody. */
async function strangerInLobby() {
  const client = await connect(`ws://localhost:${broker.port}/ws-stomp`, {
    webSocket: (url, protocols) => new WebSocket(url, protocols),
  })
  const sends = ({ type = 'TALK', sender = 'Lee', message = '' }: Words) =>
    client.send('/pub/chat/message', { type, roomId: 'lobby', sender, message })
  const says = (message: string) => sends({ message })
  return { client, sends, says, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() }
}

const isFrom = (body: unknown, name: string) =>
  typeof body === 'object' && body !== null && 'sender' in body && body.sender === name

describe.skipIf(chromium === undefined)('the chat page', () => {
  beforeAll(async () => {
    browser = await launchChromium(chromium!)
  })
  beforeEach(async () => {
    broker = await PageBroker.asBefore(broker, chat)
  })
  afterEach(async () => {
    const visitors = people.splice(0)
    await Promise.all(visitors.map(({ page }) => page.context().close()))
    await broker.isLeft()
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([])
  })
  afterAll(() => Promise.all([browser.close(), broker.kill()]))

  test('two people talk, one in Korean over WebSocket, one in English over SockJS', async () => {
    const first = await enterLobby(kim)
    const second = await enterLobby(lee)
    await first.hearsEntranceOf(second)
    await first.say('안녕하세요 👋🏽 반갑습니다')
    await second.hears('안녕하세요 👋🏽 반갑습니다')
    await second.say('Hello 🇰🇷 👨‍👩‍👧 값·뷁')
    await first.hears('Hello 🇰🇷 👨‍👩‍👧 값·뷁')

    expect(first.entrancesOf(first)).toBe(1)
    expect(first.entrancesOf(second)).toBe(1)
    expect(second.entrancesOf(second)).toBe(1)
    expect(second.entrancesOf(first)).toBe(0)
    expect(broker.connected).toEqual(['websocket', 'sockjs-websocket'])
    expect(await first.log.locator('.log-day').allInnerTexts()).toEqual([
      expect.stringMatching(/^\d{4}년 \d{1,2}월 \d{1,2}일 [월화수목금토일]요일$/),
    ])
    expect(await second.log.locator('.log-day').allInnerTexts()).toEqual([
      expect.stringMatching(/^[SMTWF]\w+day, [A-Z]\w+ \d{1,2}, \d{4}$/),
    ])
  })

  test('to load the page anew is to stay, with what was being written; to leave is told when nobody comes back', async () => {
    const first = await enterLobby(kim)
    const second = await enterLobby(lee)
    await first.hearsEntranceOf(second)
    await first.page.clock.install()

    await second.composer.fill('half a sentence')
    const address = second.page.url()
    await second.page.goto('about:blank')
    await expect.poll(() => first.departuresOf(second)).toBe(1)
    // What is said meanwhile would stand between a departure and the entrance.
    await first.say('곧 오세요?')
    await first.hears('곧 오세요?')
    await second.page.goto(address)
    await second.hearsEntranceOf(second)
    await second.log.getByText('Earlier messages are not kept.').waitFor()
    await second.composer.press('Enter')
    await first.hears('half a sentence')
    expect(first.departuresOf(second)).toBe(1)
    expect(first.entrancesOf(second)).toBe(2)
    await first.page.clock.fastForward('00:05')
    expect(await first.notice(lee.name, first.words.left).count()).toBe(0)
    expect(await first.notice(lee.name, first.words.entered).count()).toBe(1)

    await second.button('leave').click()
    await first.hearsDepartureOf(second, 2)
    expect(await first.members()).toEqual([kim.name])
  })

  test('who is in a room is known to those who come later, and who vanished without a word is forgotten', async () => {
    const first = await enterLobby(kim)
    const second = await enterLobby(lee)
    await expect.poll(() => second.members()).toEqual([lee.name, kim.name])
    await expect.poll(() => first.members()).toEqual([kim.name, lee.name])

    const devTools = await second.page.context().newCDPSession(second.page)
    void devTools.send('Page.crash').catch(() => undefined)
    await first.page.clock.install()
    const third = await enterLobby({ ...lee, name: 'Park' })
    await expect.poll(() => third.members()).toEqual(['Park', kim.name])
    expect(first.departuresOf(second)).toBe(0)
    expect(await first.members()).toEqual([kim.name, lee.name, 'Park'])
    await first.page.clock.fastForward('00:06')
    expect(await first.members()).toEqual([kim.name, 'Park'])
  })

  test.each([
    ['hear and say', 'routes-only', ['SUBSCRIBE']],
    ['say', 'sends-to-routes', ['SUBSCRIBE', 'SEND']],
  ])(
    'a server that lets pages %s nothing but chat messages is asked once, and talked over all the same',
    async (_, config, commands) => {
      await broker.kill()
      broker = await PageBroker.start(`tests/browser/${config}.config.ts`)
      const person = await enterLobby(kim)
      await person.sees(person.words.connected('WebSocket'))
      await expect.poll(() => broker.connected).toHaveLength(2)
      await person.seesConnected()
      await person.say('그래도 됩니다')
      await person.hears('그래도 됩니다')
      expect(await person.members()).toEqual([kim.name])
      expect(person.entrancesOf(person)).toBe(1)
      const asked = person.wire.sent.filter(({ destination }) => destination.endsWith('/here'))
      expect(asked.map(({ command }) => command)).toEqual(commands)
    },
  )

  test('what was said while one was in another room is counted there and in the title, and marked on return', async () => {
    const reader = await enterLobby(lee)
    const writer = await enterLobby(kim)
    await writer.say('하나')
    await reader.hears('하나')
    await reader.roomLink('Dev talk').click()
    await reader.page.getByRole('log', { name: 'Messages in Dev talk' }).waitFor()
    await writer.say('둘')
    await writer.say('셋')
    await reader.roomLink('Lobby').getByText('2 unread messages').waitFor()
    expect(await reader.page.title()).toBe('(2) Dev talk · stompbox chat')

    await reader.roomLink('Lobby').click()
    await reader.hears('셋')
    expect(await reader.story()).toEqual(['하나', reader.words.unread, '둘', '셋'])
    expect(await reader.page.title()).toBe('Lobby · stompbox chat')
    await reader.say('caught up')
    await reader.hears('caught up')
    expect(await reader.story()).toEqual(['하나', '둘', '셋', 'caught up'])
  })

  test('what others write is text: addresses lead to the web and nowhere else, code stays as it is, HTML does nothing', async () => {
    const person = await enterLobby(kim)
    await using stranger = await strangerInLobby()
    await stranger.says('<img src=x onerror=alert(1)> javascript:alert(1) data:text/html,hi')
    await stranger.says('https://example.org/a_(b)?c=1을 보세요 (http://example.org/d).')
    await stranger.says('https://bank.example@evil.example/ https://user:pass@a.example/ http://b:99999/')
    await stranger.says('`a  <b>` and\n```js\nif (a)\n\tb() // https://example.org/e\n```')
    await person.hears('if (a) b() // https://example.org/e')
    expect(await person.talk()).toEqual([
      '<img src=x onerror=alert(1)> javascript:alert(1) data:text/html,hi',
      'https://example.org/a_(b)?c=1을 보세요 (http://example.org/d).',
      'https://bank.example@evil.example/ https://user:pass@a.example/ http://b:99999/',
      'a  <b> and\nif (a)\n\tb() // https://example.org/e',
    ])
    const links = await person.log.getByRole('link').all()
    expect(await Promise.all(links.map((link) => link.getAttribute('href')))).toEqual([
      'https://example.org/a_(b)?c=1',
      'http://example.org/d',
    ])
    for (const link of links) expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
    expect(await person.log.locator('img').count()).toBe(0)
    expect(await person.log.locator('code').allInnerTexts()).toEqual([
      'a  <b>',
      'if (a)\n\tb() // https://example.org/e',
    ])
  })

  test('what others say is read out, many lines as their number; entrances fold into one, and are not', async () => {
    const person = await enterLobby(kim)
    await using stranger = await strangerInLobby()
    for (const sender of ['A', 'B', 'C', 'D', 'E']) await stranger.sends({ type: 'ENTER', sender })
    await person.hears(`${kim.name}님, A님 외 4명이 입장하셨습니다.`)
    await person.say('제 말은 읽지 않습니다')
    await person.hears('제 말은 읽지 않습니다')
    await stranger.says('안녕하세요')
    await person.announced.getByText('Lee: 안녕하세요').waitFor()
    expect(await person.announced.innerText()).toBe('Lee: 안녕하세요')
    await Promise.all(['1', '2', '3', '4'].map((text) => stranger.says(text)))
    await person.announced.getByText('새 메시지 4개').waitFor()
    expect(await person.announced.innerText()).toBe('새 메시지 4개')
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
    expect(first.entrancesOf(first)).toBe(1)
    expect(first.entrancesOf(second)).toBe(1)
    expect(second.entrancesOf(first)).toBe(0)
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
    expect(person.entrancesOf(person)).toBe(1)
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
    expect(person.entrancesOf(person)).toBe(1)
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
    await Promise.all([first.hears('돌아온 뒤'), second.hears('돌아온 뒤')])

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
    expect(first.entrancesOf(first)).toBe(1)
    expect(second.entrancesOf(second)).toBe(1)
    expect(first.departuresOf(first)).toBe(0)
  })

  test('clients of tutorials, which know no ids, are understood and understand; what is no chat message is passed over', async () => {
    const person = await enterLobby(kim)
    await using stranger = await strangerInLobby()
    const { client } = stranger
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

  test('all of it can be done by keyboard, and one sees where one is', async () => {
    const person = await visit({ ...lee, transport: 'WebSocket' })
    const { keyboard } = person.page
    expect(await person.focused()).toBe('textbox "이름"')
    await keyboard.type(lee.name)
    expect(await person.tab()).toBe('radio "WebSocket" [checked]')
    expect(await person.tab()).toBe('radio "한국어" [checked]')
    await keyboard.press('ArrowRight')
    expect(await person.tab()).toBe('button "Start chatting"')
    await keyboard.press('Enter')
    await person.seesConnected()
    expect(await person.tab()).toBe('link "Lobby"')
    await keyboard.press('Enter')
    await person.hearsEntranceOf(person)
    await keyboard.type('hello')
    await keyboard.press('Enter')
    await person.hears('hello')
    expect(await person.tab('Shift+Tab')).toBe('group "Messages in Lobby"')
    await keyboard.press('ArrowUp')
    expect(await person.focused()).toBe('article "You"')
    expect(await person.log.locator('.group-exactly').isVisible()).toBe(true)
    expect(await person.tab('Shift+Tab')).toBe('group "Messages in Lobby"')
    expect(await person.tab('Shift+Tab')).toBe('button "Leave"')
    expect(await person.tab('Shift+Tab')).toBe('button "1 person here"')
    await keyboard.press('Enter')
    expect(await person.tab()).toBe('list "People here"')
    await keyboard.press('Escape')
    expect(await person.focused()).toBe('button "1 person here"')
  })

  test('what is too long is not sent, and says by how much', async () => {
    const person = await enterLobby(lee)
    await person.say('x'.repeat(4_001))
    await person.sees('1 character too long. Send it in parts.')
    expect(await person.button('send').isDisabled()).toBe(true)
    await person.say('x'.repeat(4_000))
    await person.hears('x'.repeat(4_000))
    expect(await person.talk()).toHaveLength(1)
  })

  test('the Enter that ends a Hangul syllable does not send, in the order of any browser; the next one sends everything once', async () => {
    const writer = await enterLobby(kim)
    const reader = await enterLobby(lee)
    for (const [order, committed] of [
      ['chrome', '안녕'],
      ['safari', '또 만나'],
    ] as const) {
      await writer.compose(committed, ['ㅎ', '하', '한'], order)
      expect(await writer.composer.inputValue()).toBe(`${committed}한`)
      await writer.composer.press('Enter')
      await reader.hears(`${committed}한`)
      expect(await writer.composer.inputValue()).toBe('')
      // Whatever was sent besides would be here before this.
      await writer.say(order)
      await Promise.all([writer.hears(order), reader.hears(order)])
    }
    const said = ['안녕한', 'chrome', '또 만나한', 'safari']
    expect(await reader.talk()).toEqual(said)
    expect(await writer.talk()).toEqual(said)
  })
})
