import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { createLogger, createServer } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Peer } from '../conformance/peer.ts'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { Command } from '../support/command.ts'
import { barriers } from './accessibility.ts'
import { PageBroker } from './page-broker.ts'
import { coloursOnScreenshot } from './screenshot.ts'
import { Visitor } from './visitor.ts'

const chromium = await findChromium()
const root = fileURLToPath(new URL('../..', import.meta.url))

const desktop: BrowserContextOptions = { viewport: { width: 1000, height: 700 }, colorScheme: 'light' }
const phone: BrowserContextOptions = { viewport: { width: 360, height: 640 }, colorScheme: 'dark' }

let browser: Browser
let broker: PageBroker
const visitors: Visitor[] = []

/** None, until a test needs one. */
const started = () => broker as PageBroker | undefined

const start = async (example: string, port = 0): Promise<void> => {
  const config = `examples/${example}/stompbox.config.ts`
  broker = await (port === 0 ? PageBroker.asBefore(broker, config) : PageBroker.start(config, port))
}

/** At the page the broker serves, or at another. */
async function visit(
  name: string,
  options: BrowserContextOptions,
  url = `http://localhost:${broker.port}/`,
  prepare?: (context: BrowserContext) => Promise<unknown>,
): Promise<Visitor> {
  const visitor = await Visitor.opens(browser, name, url, options, prepare)
  visitors.push(visitor)
  return visitor
}

/** Nobody is kept out, and there is something to see. The pictures are kept, to be looked at. */
async function isFineToLookAt({ page }: Visitor, name: string): Promise<void> {
  expect(await barriers(page)).toEqual([])
  expect(await coloursOnScreenshot(page, name)).toBeGreaterThan(50)
}

describe.skipIf(chromium === undefined)('the example', () => {
  beforeAll(async () => {
    browser = await launchChromium(chromium!)
  })
  afterEach(async () => {
    const all = visitors.splice(0)
    await Promise.all(all.map(({ page }) => page.context().close()))
    await started()?.isLeft()
    expect(all.flatMap(({ complaints }) => complaints)).toEqual([])
  })
  afterAll(() => Promise.all([browser.close(), started()?.kill()]))

  describe('tutorial', () => {
    /** Its source names port 8080, as those of all learners do. Here it is the port that the page is from. */
    const atItsOwnPort = (context: BrowserContext) =>
      context.route(/\.jsx?(\?|$)/, async (route) => {
        const response = await route.fetch()
        const source = await response.text()
        const { host } = new URL(route.request().url())
        await route.fulfill({ response, body: source.replaceAll('localhost:8080', host) })
      })

    async function enter(name: string, options: BrowserContextOptions, url?: string): Promise<Visitor> {
      const visitor = await visit(name, options, url, atItsOwnPort)
      await visitor.submits({ 닉네임: name, '방 번호': '7' }, '입장')
      await visitor.reads(`${name}님이 입장하셨습니다.`)
      return visitor
    }

    test('lets two people talk, and says who comes and goes', async () => {
      await start('tutorial')
      const kim = await enter('김철수', desktop)
      const lee = await enter('이영희', phone)
      await kim.reads('이영희님이 입장하셨습니다.')
      await kim.says('안녕하세요 👋🏽 반갑습니다', '메시지')
      await lee.reads('안녕하세요 👋🏽 반갑습니다')
      await lee.submits({ 메시지: '네, 값·뷁 <b>굵게</b>' }, '전송')
      await kim.reads('네, 값·뷁 <b>굵게</b>')
      await isFineToLookAt(kim, 'tutorial-desktop')
      await isFineToLookAt(lee, 'tutorial-phone')

      await lee.page.getByRole('button', { name: '나가기' }).click()
      await kim.reads('이영희님이 퇴장하셨습니다.')
      await isFineToLookAt(lee, 'tutorial-entry')
      expect(await kim.lines()).toEqual([
        '김철수님이 입장하셨습니다.',
        '이영희님이 입장하셨습니다.',
        '안녕하세요 👋🏽 반갑습니다',
        '이영희\n네, 값·뷁 <b>굵게</b>',
        '이영희님이 퇴장하셨습니다.',
      ])
      expect(broker.connected).toEqual(['sockjs-websocket', 'sockjs-websocket'])
    })

    // Only here does StrictMode mount everything twice; a built page mounts once.
    test('shows every message once under StrictMode, from the dev server, which is the broker as well', async () => {
      const log: string[] = []
      const customLogger = { ...createLogger('error'), info: (line: string) => void log.push(line) }
      const cacheDir = mkdtempSync(join(tmpdir(), 'stompbox-'))
      const vite = await createServer({
        root: join(root, 'examples/tutorial'),
        cacheDir,
        customLogger,
        server: { port: 0 },
      })
      try {
        await vite.listen()
        const kim = await enter('김철수', desktop, vite.resolvedUrls!.local[0])
        await kim.says('한 번', '메시지')
        await kim.says('두 번', '메시지')
        await kim.reads('두 번')
        expect(await kim.lines()).toEqual(['김철수님이 입장하셨습니다.', '한 번', '두 번'])
        expect(log.filter((line) => line.includes(' connected '))).toEqual([
          expect.stringContaining('STOMP 1.2 over sockjs-websocket at /ws-stomp'),
        ])
      } finally {
        await vite.close()
        rmSync(cacheDir, { recursive: true })
      }
    })
  })

  describe('html-chat', () => {
    async function enter(name: string, options: BrowserContextOptions): Promise<Visitor> {
      const visitor = await visit(name, options)
      await visitor.submits({ Name: name, Room: '자유방' }, 'Come in')
      await visitor.reads(`${name} came in.`)
      return visitor
    }

    test('lets two people talk, over an outage too, and shows text as text', async () => {
      await start('html-chat')
      const kim = await enter('김철수', desktop)
      const lee = await enter('이영희', phone)
      await kim.says('안녕하세요 👋🏽')
      await lee.reads('안녕하세요 👋🏽')

      await broker.kill()
      await lee.reads('Reconnecting… What you write is sent then.')
      await lee.says('<img src=x onerror=alert(1)>')
      await isFineToLookAt(lee, 'html-chat-outage')
      await start('html-chat', broker.port)
      // A good moment to try, so that nobody waits for the pause to end.
      for (const { page } of [kim, lee]) await page.evaluate(() => dispatchEvent(new Event('online')))
      await lee.reads('<img src=x onerror=alert(1)>')
      await lee.reads('Connected')
      expect(await lee.lines()).toEqual([
        '이영희 came in.',
        '김철수\n안녕하세요 👋🏽',
        'Messages may be missing from here.',
        '<img src=x onerror=alert(1)>',
      ])
      await kim.reads('Connected')
      await kim.says('다시 연결되었네요')
      await lee.reads('다시 연결되었네요')
      await isFineToLookAt(kim, 'html-chat-desktop')
      await isFineToLookAt(lee, 'html-chat-phone')

      await lee.page.close({ runBeforeUnload: true })
      await kim.reads('이영희 left.')
    })

    test('asks for a name and a room by keyboard alone', async () => {
      await start('html-chat')
      const { page } = await visit('김철수', phone)
      await isFineToLookAt(visitors[0]!, 'html-chat-entry')
      await page.keyboard.press('Tab')
      await page.keyboard.insertText('김철수')
      await page.keyboard.press('Enter')
      await page.getByText('김철수 came in.').waitFor()
      await page.keyboard.insertText('바로 쓸 수 있습니다')
      await page.keyboard.press('Enter')
      await page.getByText('바로 쓸 수 있습니다').waitFor()
    })
  })

  describe('raw-websocket', () => {
    const terminalScript = join(root, 'examples/raw-websocket/terminal.mjs')

    test('lets a page and a terminal talk, with every frame to see', async () => {
      await start('raw-websocket')
      const kim = await visit('김철수', desktop)
      await kim.submits({ Name: '김철수' }, 'Come in')
      await kim.reads('김철수님이 입장하셨습니다.')
      const url = `ws://localhost:${broker.port}/ws-stomp`
      const terminal = new Command(['이영희', 'lobby', url], root, terminalScript)
      await kim.reads('이영희님이 입장하셨습니다.')
      await kim.says('터미널에서도 보이나요?')
      await terminal.prints(/^김철수: 터미널에서도 보이나요\?$/m)
      terminal.child.stdin!.write('네: C:\\new <보입니다>\n')
      await kim.reads('이영희: 네: C:\\new <보입니다>')
      terminal.child.stdin!.end()
      await kim.reads('이영희님이 퇴장하셨습니다.')
      expect(await terminal.ends()).toMatchObject({ code: 0, stderr: '' })

      const interrupted = new Command(['박민수', 'lobby', url], root, terminalScript)
      await interrupted.prints(/^You are in lobby\./m)
      interrupted.child.kill('SIGINT')
      await kim.reads('박민수님이 퇴장하셨습니다.')
      expect(await interrupted.ends()).toMatchObject({ code: 0, stderr: '' })

      const refused = new Command(['이영희', 'C:\\new', url], root, terminalScript)
      expect(await refused.ends()).toMatchObject({
        code: 1,
        stderr: 'Destination "/sub/chat/room/C:\\\\new" holds a control, direction or backslash character.\n',
      })

      const wire = await kim.page.locator('#wire > .out').allInnerTexts()
      expect(wire.slice(0, 2)).toEqual([
        'CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:10000,10000\n\n^@',
        'SUBSCRIBE\nid:room\ndestination:/sub/chat/room/lobby\n\n^@',
      ])
      expect(await kim.page.locator('#wire > .in').first().innerText()).toMatch(
        /^CONNECTED\n[^]*version:1\.2\n[^]*\^@$/,
      )
      await isFineToLookAt(kim, 'raw-websocket-desktop')
      await kim.page.setViewportSize(phone.viewport!)
      await isFineToLookAt(kim, 'raw-websocket-phone')
    })

    test('beats, takes a broker that is silent for gone, and tries again', async () => {
      await start('raw-websocket')
      const kim = await visit('김철수', desktop, undefined, (context) => context.clock.install())
      await kim.submits({ Name: '김철수' }, 'Come in')
      await kim.reads('Connected')
      await kim.page.clock.runFor(10_000)
      await kim.page.locator('#wire > .out').getByText('♥', { exact: true }).waitFor()
      await kim.page.clock.runFor(20_000)
      await kim.reads('Lost (4000). Again in 3 s')
      await kim.page.clock.runFor(3_000)
      await kim.reads('Connected')
      expect(broker.connected).toEqual(['websocket', 'websocket'])
    })
  })

  describe('notifications', () => {
    async function logIn(name: string, options: BrowserContextOptions): Promise<Visitor> {
      const visitor = await visit(name, options)
      await visitor.submits({ Name: name }, 'Log in')
      await visitor.reads('Connected')
      return visitor
    }

    test('reach the one they are for, and nobody else', async () => {
      await start('notifications')
      const kim = await logIn('김철수', desktop)
      const lee = await logIn('이영희', phone)
      await kim.submits({ To: '이영희', Text: '점심 먹으러 갈까요?' }, 'Notify')
      await kim.reads('이영희 has it.')
      await lee.reads('점심 먹으러 갈까요?')
      await lee.submits({ To: '김철수', Text: '좋아요 <b>12시</b>에 봐요' }, 'Notify')
      await lee.reads('김철수 has it.')
      await kim.submits({ To: '이영희', Text: '네!' }, 'Notify')
      await lee.reads('2 new')
      expect(await kim.lines()).toEqual(['이영희\n좋아요 <b>12시</b>에 봐요'])
      expect(await lee.lines()).toEqual(['김철수\n네!', '김철수\n점심 먹으러 갈까요?'])
      expect(await lee.page.title()).toBe('(2) Notifications')
      await isFineToLookAt(kim, 'notifications-desktop')
      await isFineToLookAt(lee, 'notifications-phone')

      await lee.page.getByRole('button', { name: 'Mark as read' }).click()
      await lee.reads('Nothing new')
      await kim.submits({ To: '박민수', Text: '어디예요?' }, 'Notify')
      await kim.reads('박민수 is not here.')
    })

    test('cannot be heard or made past the route', async () => {
      await start('notifications')
      const answers = await Promise.all(
        [
          'SUBSCRIBE\nid:0\ndestination:/user/kim/queue/notifications\n\n␀',
          'SUBSCRIBE\nid:0\ndestination:/queue/**\n\n␀',
          'SEND\ndestination:/user/kim/queue/notifications\n\n{}␀',
          'SEND\ndestination:/queue/notifications\n\n{}␀',
        ].map(answerTo),
      )
      expect(answers).toEqual(['bad-destination', 'forbidden', 'forbidden', 'forbidden'])
    })

    /** The code of the ERROR that Lee gets. */
    async function answerTo(frame: string): Promise<string | undefined> {
      const lee = await Peer.open(`ws://localhost:${broker.port}/ws-stomp`)
      lee.writes('CONNECT\naccept-version:1.2\nhost:localhost\nlogin:lee\n\n␀')
      await lee.reads('CONNECTED')
      lee.writes(frame)
      return (await lee.reads('ERROR')).get('code')
    }
  })
})
