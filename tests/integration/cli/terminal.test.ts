import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { builtHere } from '../../support/command.ts'
import { hasTerminals, Terminal, type TerminalOptions } from '../../support/terminal.ts'

let folder: string
let terminals: Terminal[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
  terminals = []
})
afterEach(async () => {
  await Promise.all(terminals.map((terminal) => terminal.leave()))
  rmSync(folder, { recursive: true })
})

function terminal(program: readonly string[], options: Partial<TerminalOptions> = {}): Terminal {
  const opened = new Terminal(program, { cwd: folder, ...options })
  terminals.push(opened)
  return opened
}

const stompbox = (args: readonly string[] = [], options: Partial<TerminalOptions> = {}): Terminal =>
  terminal([process.execPath, builtHere, '--port', '0', ...args], options)

const ready = /h shows the keys, Ctrl-C drains, twice leaves/

/** The page of a configuration, so that there is one. */
function withPage(): void {
  mkdirSync(join(folder, 'page'))
  writeFileSync(join(folder, 'page/index.html'), '<p>here</p>')
  writeFileSync(join(folder, 'stompbox.config.json'), '{ "static": "./page" }')
}

const ctrlC = '\u0003'
const ctrlZ = '\u001a'
const ctrlBackslash = '\u001c'

describe.skipIf(!hasTerminals)('in a terminal', () => {
  test.each(['h', 'H', 'ㅗ'])('%s lists the keys', async (key) => {
    const shown = stompbox()
    await shown.shows(ready)
    shown.types(key)
    await shown.shows(
      / h {2}this list\n {2}o {2}open the page: there is none here\n {2}c .*\n {2}q {2}quit: /,
    )
  })

  test('arrows and letters that mean nothing do nothing', async () => {
    const shown = stompbox()
    await shown.shows(ready)
    shown.types('\u001b[A\u001b[1;5Cxyz\u001bOh')
    shown.types('c')
    await shown.shows(/\n{24}/)
    expect(shown.text).not.toContain('this list')
  })

  test.each([
    ['q', 'q'],
    ['Ctrl-C', ctrlC],
  ])('%s drains, and leaves the terminal as it was', async (_, key) => {
    const shown = stompbox()
    await shown.shows(ready)
    shown.types(key)
    await shown.shows(/draining…/)
    expect(await shown.ends()).toEqual({ code: 0, isRestored: true })
  })

  test('a second Ctrl-C leaves at once, though a client does not answer the goodbye', async () => {
    const shown = stompbox()
    const [, port] = await shown.shows(/ws:\/\/localhost:(\d+)\/ws\n/)
    await shown.shows(ready)
    const silent = new WebSocket(`ws://localhost:${port!}/ws`)
    await once(silent, 'open')
    silent.pause()
    // Again and again, because the first half second counts as one wish.
    const again = setInterval(() => shown.types(ctrlC), 50)
    expect(await shown.ends()).toEqual({ code: 130, isRestored: true })
    clearInterval(again)
    silent.terminate()
  })

  test('Ctrl-\\ ends as ever, and leaves the terminal as it was', async () => {
    const shown = stompbox()
    await shown.shows(ready)
    shown.types(ctrlBackslash)
    expect(await shown.ends()).toEqual({ code: -3, isRestored: true })
  })

  test('o without a page names the URL for clients', async () => {
    const shown = stompbox()
    const [, url] = await shown.shows(/STOMP +(ws:\S+)/)
    await shown.shows(ready)
    shown.types('o')
    await shown.shows(new RegExp(`There is no page here\\. STOMP clients connect to ${url!}\\.\n`))
  })

  test.runIf(process.platform === 'linux')('o opens the page', async () => {
    withPage()
    const opener = join(folder, 'xdg-open')
    writeFileSync(opener, `#!/bin/sh\necho "$@" > ${folder}/opened\n`)
    chmodSync(opener, 0o755)
    const shown = stompbox([], { env: { PATH: folder } })
    const [, url] = await shown.shows(/Page +(http:\S+)/)
    await shown.shows(ready)
    shown.types('o')
    await expect.poll(() => existsSync(join(folder, 'opened'))).toBe(true)
    await expect.poll(() => readFileSync(join(folder, 'opened'), 'utf8')).toBe(`${url!}\n`)
  })

  test.runIf(process.platform === 'linux')('o without an opener says where the page is', async () => {
    withPage()
    const shown = stompbox([], { env: { PATH: folder } })
    await shown.shows(ready)
    shown.types('o')
    await shown.shows(/xdg-open cannot open the page here\. Its address is http:\/\/localhost:\d+\/\n/)
  })

  test('nobody reads keys where the log is for programs, or goes elsewhere', async () => {
    const json = stompbox(['--json'])
    await json.shows(/"type":"listening"/)
    json.types(`h${ctrlC}`)
    expect(await json.ends()).toEqual({ code: 0, isRestored: true })
    expect(json.text).not.toContain('this list')
    const piped = terminal(['sh', '-c', `${process.execPath} ${builtHere} --port 0 | cat`])
    await piped.shows(/\n {2}Ctrl-C drains, twice leaves\n/)
  })
})

/** Columns of a line of ASCII and Hangul. */
const columnsOf = (line: string): number => line.length + (line.match(/[가-힣]/g)?.length ?? 0)

test.skipIf(!hasTerminals)(
  'the log is as wide as the terminal, in colour, and names explain once',
  async () => {
    // As npm links it.
    symlinkSync(builtHere, join(folder, 'stompbox'))
    const linked = [process.execPath, join(folder, 'stompbox'), '--port', '0']
    const shown = terminal(linked, { columns: 70 })
    const [, port] = await shown.shows(/ws:\/\/localhost:(\d+)\/ws\n/)
    await shown.shows(ready)
    const refusing = async () => {
      const socket = new WebSocket(`ws://localhost:${port!}/ws`)
      await once(socket, 'open')
      socket.send('CONNECT\naccept-version:1.2\nhost:x\n\n\0')
      socket.send('SUBSCRIBE\nid:s\ndestination:/sub/공지/가나다라마바사아자차카타파하가나다라마바사\n\n\0')
      socket.send('SEND\ndestination:/pbu/chat/message\n\n\0')
      await once(socket, 'close')
    }
    await refusing()
    await shown.shows(/subscribed {8}[0-9a-f]{8} {2}s → \/sub\/공지\/[가-힣]+…\n/)
    await shown.shows(/refused .*\n( {38}\S.*\n)+ {38}stompbox explain bad-destination\n {38}says more\n/)
    await refusing()
    await shown.shows(/refused .*\n( {38}\S.*\n)+\d/)
    expect(shown.text.match(/says more/g)).toHaveLength(1)
    expect(shown.text.split('\n').filter((line) => columnsOf(line) > 70)).toEqual([])
    expect(shown.painted).toContain('\u001b[31mrefused')
  },
)

describe.skipIf(!hasTerminals)('in a shell', () => {
  const command = `${process.execPath} ${builtHere} --port 0`
  // The plain one sets no modes of its own: it shows what it was given.
  const shell = () => terminal(['sh', '-i'], { env: { PS1: '$ ', HISTFILE: '' } })

  /** Until it is answered: what is typed before the process is awake goes to the terminal itself. */
  async function asks(shown: Terminal): Promise<void> {
    const asking = setInterval(() => shown.types('h'), 100)
    await shown.shows(/h {2}this list/)
    clearInterval(asking)
  }

  test('Ctrl-Z stops it and gives the terminal back; fg goes on with the keys', async () => {
    const shown = shell()
    shown.types(`${command}\n`)
    await shown.shows(ready)
    shown.types(ctrlZ)
    await shown.shows(/Stopped/)
    shown.types('stty -a\n')
    expect((await shown.shows(/-?icanon/))[0]).toBe('icanon')
    shown.types('fg\n')
    await asks(shown)
    shown.types('q')
    await shown.shows(/draining…/)
  })

  test('whatever became of the terminal while it was stopped or in the background, its keys come back', async () => {
    writeFileSync(join(folder, 'stompbox.config.mjs'), "console.log('pid ' + process.pid)\nexport default {}")
    const shown = shell()
    shown.types(`${command}\n`)
    const [, pid] = await shown.shows(/pid (\d+)/)
    const [, port] = await shown.shows(/localhost:(\d+)/)
    await shown.shows(ready)
    process.kill(Number(pid), 'SIGSTOP')
    await shown.shows(/Stopped/)
    shown.types('stty sane\nbg\n')
    await shown.shows(/\[1\] .*main\.js/)
    expect((await fetch(`http://localhost:${port!}/__stompbox/ready`)).status).toBe(200)
    shown.types('jobs\n')
    await shown.shows(/Running/)
    shown.types('fg\n')
    await asks(shown)
    shown.types('q')
    await shown.shows(/draining…/)
  })

  test('in the background it goes on, and leaves the keys to the shell', async () => {
    const shown = shell()
    shown.types(`${command} &\n`)
    await shown.shows(/Ctrl-C drains, twice leaves/)
    shown.types('jobs\n')
    await shown.shows(/Running/)
    shown.types('kill %1; wait %1; echo code $?\n')
    await shown.shows(/draining…/)
    await shown.shows(/code 0/)
  })
})
