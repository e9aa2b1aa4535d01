import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'

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
    entered: (name: string) => `${name}님이 입장하셨습니다.`,
    left: (name: string) => `${name}님이 퇴장하셨습니다.`,
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
    entered: (name: string) => `${name} joined.`,
    left: (name: string) => `${name} left.`,
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

  constructor(page: Page, choices: Choices) {
    this.page = page
    this.choices = choices
    this.words = words[choices.language]
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

  /** Fills in the entry screen and leaves it. */
  async start(): Promise<void> {
    const { choices, page, words } = this
    await page.getByRole('radio', { name: words.choice }).check()
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
   * Types committed text and one syllable in the making, and ends that with Enter, as an input method does:
   * the key arrives with the code 229 while the syllable is still being composed.
   */
  async compose(committed: string, syllable: readonly string[]): Promise<void> {
    await this.composer.pressSequentially(committed)
    const devTools = await this.page.context().newCDPSession(this.page)
    for (const text of syllable) {
      await devTools.send('Input.imeSetComposition', { text, selectionStart: 1, selectionEnd: 1 })
    }
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 }
    await devTools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
    await devTools.send('Input.insertText', { text: syllable.at(-1)! })
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
    return this.hears(this.words.entered(choices.name))
  }

  hearsDepartureOf({ choices }: Person): Promise<void> {
    return this.hears(this.words.left(choices.name))
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

  /** The same with the divider where lines may be missing. */
  story(): Promise<string[]> {
    return this.log.getByRole('paragraph').and(this.page.locator('.bubble, .log-gap')).allInnerTexts()
  }

  countOf(line: string): Promise<number> {
    return this.log.getByText(line, { exact: true }).count()
  }

  entrancesOf({ choices }: Person): Promise<number> {
    return this.countOf(this.words.entered(choices.name))
  }

  departuresOf({ choices }: Person): Promise<number> {
    return this.countOf(this.words.left(choices.name))
  }

  button(name: 'start' | 'send' | 'leave' | 'retryNow'): Locator {
    return this.page.getByRole('button', { name: this.words[name], exact: true })
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
