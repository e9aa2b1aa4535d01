import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { PageWire } from './page-wire.ts'

/** What the chat page calls things. */
const words = {
  ko: {
    choice: '한국어',
    name: '이름',
    start: '시작하기',
    lobby: '로비',
    log: '로비 대화',
    message: '메시지',
    send: '보내기',
    leave: '나가기',
    retryNow: '지금 연결',
    countdown: /초 뒤 다시 연결/,
    offline: '오프라인',
    reconnecting: '다시 연결 중…',
    connected: (transport: string) => `${transport} 연결됨`,
    keepWriting: '계속 쓰셔도 됩니다. 다시 연결되면 자동으로 보냅니다.',
    outgoing: '아직 전달되지 않은 메시지',
    waiting: '연결 대기 중',
    failed: '보내지 못함',
    unconfirmed: '전달되었는지 알 수 없음',
    sendAgain: '다시 보내기',
    discard: '지우기',
    gap: '연결이 끊긴 사이의 메시지가 빠져 있을 수 있습니다',
    unread: '여기까지 읽으셨습니다',
    people: /^참여자 \d+명$/,
    you: '나',
    entered: '입장하셨습니다',
    left: '퇴장하셨습니다',
  },
  en: {
    choice: 'English',
    name: 'Name',
    start: 'Start chatting',
    lobby: 'Lobby',
    log: 'Messages in Lobby',
    message: 'Message',
    send: 'Send',
    leave: 'Leave',
    retryNow: 'Connect now',
    countdown: /Reconnecting in \d+ s/,
    offline: 'Offline',
    reconnecting: 'Reconnecting…',
    connected: (transport: string) => `Connected over ${transport}`,
    keepWriting: 'Keep writing: your messages go out once the connection is back.',
    outgoing: 'Messages not delivered yet',
    waiting: 'Waiting for the connection',
    failed: 'Not sent',
    unconfirmed: 'Not confirmed, may have arrived',
    sendAgain: 'Send again',
    discard: 'Discard',
    gap: 'Messages may be missing from here',
    unread: 'New messages',
    people: /^\d+ (person|people) here$/,
    you: 'You',
    entered: 'joined',
    left: 'left',
  },
}

type Transport = 'WebSocket' | 'SockJS'

export interface Choices {
  readonly name: string
  readonly language: keyof typeof words
  readonly transport: Transport
}

const ofAFailedConnection = /net::ERR_|^WebSocket connection to /

/** Somebody in front of the chat page. */
export class Person {
  readonly page: Page
  readonly choices: Choices
  readonly words: (typeof words)['ko' | 'en']
  /** Set until the page is connected again: so long the browser rightly complains of connections that fail. */
  expectsOutage = false
  readonly complaints: string[] = []
  readonly wire: PageWire

  constructor(page: Page, choices: Choices) {
    this.page = page
    this.choices = choices
    this.words = words[choices.language]
    this.wire = new PageWire(page)
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() !== 'error') return
      if (this.expectsOutage && ofAFailedConnection.test(message.text())) return
      this.complaints.push(message.text())
    })
  }

  /** A person with a browser of their own, whose language is the other one than they will choose. */
  static async visits(
    browser: Browser,
    url: string,
    choices: Choices,
    options: BrowserContextOptions = {},
  ): Promise<Person> {
    const locale = choices.language === 'ko' ? 'en-US' : 'ko-KR'
    const context = await browser.newContext({ locale, ...options })
    context.setDefaultTimeout(20_000)
    const person = new Person(await context.newPage(), choices)
    const answer = await person.page.goto(url)
    if (!answer?.ok()) throw new Error(`There is no page at ${url}. It is built by npm run build.`)
    return person
  }

  /** Chooses the language. */
  speak(): Promise<void> {
    return this.page.getByRole('radio', { name: this.words.choice }).check()
  }

  /** Fills in the entry screen and leaves it. */
  async start(): Promise<void> {
    const { choices, page, words } = this
    await this.speak()
    await page.getByRole('radio', { name: choices.transport }).check()
    await page.getByRole('textbox', { name: words.name }).fill(choices.name)
    await this.button('start').click()
  }

  /** From the entry screen into the lobby. */
  async enterLobby(): Promise<void> {
    await this.start()
    await this.seesConnected()
    await this.openLobby()
  }

  /** Resolves when everybody in the lobby has been told. */
  async openLobby(): Promise<void> {
    await this.page.getByRole('main').getByRole('link', { name: this.words.lobby }).click()
    await this.hearsEntranceOf(this)
  }

  /** Resolves when the page is connected over the other transport. */
  async changeTransport(transport: Transport): Promise<void> {
    await this.page.getByRole('radio', { name: transport }).check()
    await this.sees(this.words.connected(transport))
  }

  /**
   * Types committed text and one syllable in the making, and ends that with Enter, as an input method does. In Chrome and Firefox
   * the key comes while the syllable is still being composed, in Safari after it; the code is 229 in all of them.
   */
  async compose(committed: string, syllable: readonly string[], order: 'chrome' | 'safari'): Promise<void> {
    await this.composer.pressSequentially(committed)
    const devTools = await this.page.context().newCDPSession(this.page)
    for (const text of syllable) {
      await devTools.send('Input.imeSetComposition', { text, selectionStart: 1, selectionEnd: 1 })
    }
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 }
    const steps = [
      () => devTools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key }),
      () => devTools.send('Input.insertText', { text: syllable.at(-1)! }),
    ]
    for (const step of order === 'chrome' ? steps : steps.reverse()) await step()
    await devTools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Resolves when the line is in the log of the lobby. */
  hears(text: string): Promise<void> {
    return this.log.getByText(text, { exact: true }).waitFor()
  }

  /** Resolves when the lobby has been told of somebody, in the language of this page. */
  hearsEntranceOf({ choices }: Person): Promise<void> {
    return this.notice(choices.name, this.words.entered).waitFor()
  }

  /**
   * Resolves when the lobby tells of somebody's departure, the so manieth, without the seconds in which they might come back.
   * `page.clock` is installed.
   */
  async hearsDepartureOf(person: Person, times = 1): Promise<void> {
    await this.wire.until(() => this.departuresOf(person) === times)
    await this.page.clock.fastForward('00:05')
    await this.notice(person.choices.name, this.words.left).waitFor()
  }

  /** Where the log tells of somebody, among others. */
  notice(name: string, what: string): Locator {
    return this.log.getByText(new RegExp(`${name}[^.]*${what}`))
  }

  /** Resolves when a line said here stands among those not delivered yet, and the page says why. */
  seesOutgoing(text: string, state: 'waiting' | 'failed' | 'unconfirmed'): Promise<void> {
    const line = this.outgoing.filter({ hasText: text })
    return line.getByText(this.words[state], { exact: true }).waitFor()
  }

  /** What to do with a line that failed. */
  choose(choice: 'sendAgain' | 'discard', text: string): Promise<void> {
    const line = this.outgoing.filter({ hasText: text })
    return line.getByRole('button', { name: this.words[choice], exact: true }).click()
  }

  /** Resolves when the page counts down to its next attempt. */
  seesCountdown(): Promise<void> {
    return this.page.getByRole('timer').getByText(this.words.countdown).waitFor()
  }

  /** Resolves when the state of the connection says so. */
  sees(status: string | RegExp): Promise<void> {
    return this.page.getByRole('status').getByText(status).waitFor()
  }

  async seesConnected(): Promise<void> {
    await this.sees(this.words.connected(this.choices.transport))
    this.expectsOutage = false
  }

  /** What people said in the lobby, in order. */
  talk(): Promise<string[]> {
    return this.log.getByRole('paragraph').and(this.page.locator('.bubble')).allInnerTexts()
  }

  /** The same with what divides it, but for the days. */
  story(): Promise<string[]> {
    const lines = this.page.locator('.bubble, .log-gap, .log-unread')
    return this.log.getByRole('paragraph').and(lines).allInnerTexts()
  }

  countOf(line: string): Promise<number> {
    return this.log.getByText(line, { exact: true }).count()
  }

  /** How often this page was told, whether it shows that or not. */
  entrancesOf({ choices }: Person): number {
    return this.wire.countOf('ENTER', choices.name)
  }

  departuresOf({ choices }: Person): number {
    return this.wire.countOf('QUIT', choices.name)
  }

  /** Who is here, as the page has it. */
  async members(): Promise<string[]> {
    await this.page.getByRole('button', { name: this.words.people }).click()
    const names = await this.page.locator('.members li > span[dir]').allInnerTexts()
    await this.page.keyboard.press('Escape')
    return names
  }

  /** Where the Tab key leads to. @throws Error where nobody would see that. */
  async tab(key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string> {
    await this.page.keyboard.press(key)
    return this.focused()
  }

  /** What has the focus, as assistive technology has it. @throws Error where nobody would see that. */
  async focused(): Promise<string> {
    const focus = this.page.locator(':focus')
    const [first] = (await focus.ariaSnapshot()).split('\n')
    const what = first!.replace(/^- |:( .*)?$/g, '')
    if (!(await focus.evaluate(isFocusSeen))) throw new Error(`Nobody sees that the focus is on ${what}.`)
    return what
  }

  button(name: 'start' | 'send' | 'leave' | 'retryNow'): Locator {
    return this.page.getByRole('button', { name: this.words[name], exact: true })
  }

  /** In the list of rooms, with what it says of them. */
  roomLink(name: string): Locator {
    return this.page.getByRole('navigation').getByRole('link', { name })
  }

  /** What is read out to those who do not see it. */
  get announced(): Locator {
    return this.page.locator('main > [aria-live=polite]')
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: this.words.message, exact: true })
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: this.words.log })
  }

  /** What was said here and has not been heard back. */
  get outgoing(): Locator {
    return this.page.getByRole('list', { name: this.words.outgoing }).getByRole('listitem')
  }
}

/** Runs in the page. Of a radio button one sees its words, of the composer what is around it. */
function isFocusSeen(element: Element): boolean {
  const outlined = [element, element.nextElementSibling].filter((candidate) => candidate !== null)
  if (outlined.some((candidate) => getComputedStyle(candidate).outlineStyle !== 'none')) return true
  return element.matches('textarea') && getComputedStyle(element.parentElement!).boxShadow !== 'none'
}
