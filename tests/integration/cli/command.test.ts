import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { builtHere, Command } from '../../support/command.ts'
import { root } from '../../support/markdown.ts'

/** Not published: it is installed from where it is. */
const broker = join(root, 'broker')

// Each command has a folder of its own.
let folder: string
let children: Command[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
  children = []
})
afterEach(() => {
  for (const { child } of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function stompbox(...args: string[]): Command {
  const command = new Command(args, folder)
  children.push(command)
  return command
}

const listening = /ws:\/\/localhost:(\d+)\/ws-stomp/

async function connect(port: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://localhost:${port}/ws-stomp`)
  await once(socket, 'open')
  socket.send('CONNECT\naccept-version:1.2\nhost:x\nlogin:kim\n\n\0')
  await once(socket, 'message')
  return socket
}

/** What npm links where the package is. */
const linked = join(broker, 'bin/stompbox.mjs')

describe('the file that npm links', () => {
  test('is the command', async () => {
    const command = new Command(['--prot', '1'], folder, linked)
    expect(await command.ends()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/See node \S+\/stompbox\.mjs --help/),
    })
  })

  test('says what to do where nothing is compiled', async () => {
    mkdirSync(join(folder, 'bin'))
    copyFileSync(linked, join(folder, 'bin/stompbox.mjs'))
    expect(await new Command([], folder, join(folder, 'bin/stompbox.mjs')).ends()).toEqual({
      code: 1,
      stdout: '',
      stderr: 'stompbox is not compiled yet. In the root of the clone: npm run build\n',
    })
  })
})

describe('without starting', () => {
  test('--version prints the version of the package', async () => {
    expect(await stompbox('--version').ends()).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    })
  })

  test.each(['--help', '-h'])('%s prints how to use it', async (option) => {
    const { code, stdout } = await stompbox(option).ends()
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      'stompbox: a STOMP broker over WebSocket, SockJS and TCP',
    ])
  })

  test.each([
    [
      ['--prot', '1'],
      2,
      /^There is no option --prot\. Did you mean --port\? See node \S+\/main\.js --help\.\n$/,
    ],
    [['--port', 'x'], 2, /^--port x is not a whole number from 0 to 65535\. See node \S+ --help\.\n$/],
    [['nowhere.json'], 1, /^There is no configuration file .*nowhere\.json\.\n$/],
  ])('%j ends with its reason', async (args, code, stderr) => {
    expect(await stompbox(...args).ends()).toEqual({
      code,
      stdout: '',
      stderr: expect.stringMatching(stderr),
    })
  })

  test.each([
    [
      'stompbox.config.json',
      '{ "prot": 1 }',
      /has a problem:\n {2}there is no key "prot"\. Did you mean port\?/,
    ],
    [
      'stompbox.config.mjs',
      'export default {',
      /SyntaxError: Unexpected end of input \(node --check .* shows where\)/,
    ],
    [
      'stompbox.config.mjs',
      'setInterval(() => {}, 1000)\nthrow new Error("no")',
      /cannot be loaded: Error: no \(line 2\)/,
    ],
    [
      'stompbox.config.ts',
      "export default { application(app: any) {\n app.message('/a', f)\n app.message('/a', f) } }\nfunction f() {}",
      /^The configuration cannot be used: TypeError: The route \/a is defined twice\. \(.*stompbox\.config\.ts:3:\d+\)\n$/,
    ],
    [
      'stompbox.config.ts',
      'export default { async application() {} }',
      /^The configuration cannot be used: TypeError: application\(app\) is async\. .* \(.*stompbox\.config\.ts\)\n$/,
    ],
    [
      'stompbox.config.ts',
      "export default { application(app: any) {\n app.mesage('/a', () => {}) } }",
      /^The configuration cannot be used: TypeError: app\.mesage is not a function\. Did you mean message\? \(.*stompbox\.config\.ts:2:\d+\)\n$/,
    ],
  ])('%s %j ends with its reason', async (name, text, message) => {
    writeFileSync(join(folder, name), text)
    const { code, stderr } = await stompbox('--port', '0').ends()
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)])
  })

  test.each([
    ['stompbox.config.ts', "import { z } from 'zodiac'\nexport default { port: z }"],
    ['stompbox.config.mjs', "import 'zodiac/signs'\nexport default {}"],
  ])('%s that imports a package that is not there says what to install', async (name, text) => {
    writeFileSync(join(folder, name), text)
    expect(await stompbox('--port', '0').ends()).toEqual({
      code: 1,
      stdout: '',
      stderr: `${name} imports zodiac, which is not installed here; npm install zodiac brings it.\n`,
    })
  })

  test('a configuration elsewhere is told where the broker is to be installed', async () => {
    const text = "import { defineBroker } from '@stompbox/broker'\nexport default defineBroker({})"
    writeFileSync(join(folder, 'stompbox.config.ts'), text)
    mkdirSync(join(folder, 'clone'))
    const command = new Command(['../stompbox.config.ts'], join(folder, 'clone'))
    const from = relative(realpathSync(folder), broker)
    expect((await command.ends()).stderr).toBe(
      `../stompbox.config.ts imports @stompbox/broker, which is not installed in ..; npm install ${from} there brings it. ` +
        'Who imports defineBroker alone can leave it out: export default { … }.\n',
    )
  })

  test('explain tells of a code, in the language of the locale', async () => {
    const english = await stompbox('explain', 'rate').ends()
    expect([english.code, english.stderr]).toEqual([0, ''])
    expect(english.stdout).toMatch(/Means .*\n {2}Mend .*\n {2}Come back .*\n {2}Close code {2}1008\n/)
    const korean = await stompbox('explain', 'rate', '--lang', 'ko').ends()
    expect(korean.stdout).toMatch(/뜻 .*\n {2}해결 /)
  })

  test('explain ends with 2 for a word that is none', async () => {
    expect(await stompbox('explain', 'rat').ends()).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/code rat\. Did you mean rate\? node \S+ explain lists them all\.\n$/),
    })
  })

  test('a taken port says how to choose another', async () => {
    const other = createServer().listen(0, 'localhost')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const taken = `Port ${port} on localhost is taken by another program. Choose another with`
    const { code, stderr } = await stompbox('--port', String(port)).ends()
    const byNpm = new Command(['--port', String(port)], folder, builtHere, { npm_command: 'start' })
    const { stderr: toldByNpm } = await byNpm.ends()
    other.close()
    expect(code).toBe(1)
    expect(stderr).toContain(`${taken} --port `)
    expect(toldByNpm).toContain(`${taken} npm start -- --port `)
  })
})

describe('a broker', () => {
  test('prints the port it got, and that the chat answers', async () => {
    const command = stompbox('--port', '0')
    const [, port] = await command.prints(listening)
    await command.prints(/the built-in chat answers/)
    const socket = await connect(port!)
    socket.send('SUBSCRIBE\nid:s\ndestination:/sub/chat/room/1\n\n\0')
    const told = once(socket, 'message')
    socket.send(
      'SEND\ndestination:/pub/chat/message\ncontent-type:application/json\n\n{"type":"ENTER","roomId":"1","sender":"kim"}\0',
    )
    expect(String((await told)[0])).toContain('kim님이 입장하셨습니다.')
  })

  test('options win over the configuration, the configuration over the defaults', async () => {
    writeFileSync(join(folder, 'stompbox.config.json'), '{ "port": 1, "endpoints": { "/mine": {} } }')
    const command = stompbox('--port', '0')
    await command.prints(/ws:\/\/localhost:(?!1\/)\d+\/mine/)
    await command.prints(/Config +stompbox\.config\.json/)
  })

  test('starts without a page that was not built yet', async () => {
    writeFileSync(join(folder, 'stompbox.config.json'), '{ "static": "./dist" }')
    await stompbox('--port', '0').prints(/Page +none yet: there is no dist\/index\.html/)
  })

  test('logs a line per event, without colours where nobody looks', async () => {
    const command = stompbox('--port', '0')
    const [, port] = await command.prints(listening)
    const socket = await connect(port!)
    socket.send('SEND\ndestination:/pbu/x\n\n\0')
    await command.prints(
      /connected {9}[0-9a-f]{8} {2}login kim, STOMP 1\.2 over websocket at \/ws-stomp from \S+\n/,
    )
    await command.prints(/refused {11}[0-9a-f]{8} {2}SEND \/pbu\/x: bad-destination: /)
    await command.prints(
      /disconnected {6}[0-9a-f]{8} {2}1008 .* by broker after .*: refused; the line above says why\n/,
    )
    expect(command.stdout).not.toContain('\u001b')
  })

  test('--quiet logs what somebody must act on, and when it ends', async () => {
    const command = stompbox('--port', '0', '--quiet')
    const [, port] = await command.prints(listening)
    await command.prints(/twice leaves\n/)
    const banner = command.stdout
    const socket = await connect(port!)
    socket.send('SUBSCRIBE\nid:s\ndestination:/topic/a\n\n\0SEND\ndestination:/pbu/x\n\n\0')
    await once(socket, 'close')
    command.child.kill('SIGTERM')
    const { stdout } = await command.ends()
    expect(stdout.slice(banner.length)).toMatch(/^\S+ {2}refused .*\n\S+ {2}draining…\n$/)
  })

  test('--verbose logs frames as well, and no passcode', async () => {
    const command = stompbox('--port', '0', '--verbose')
    const [, port] = await command.prints(listening)
    const socket = new WebSocket(`ws://localhost:${port!}/ws-stomp`)
    await once(socket, 'open')
    socket.send('CONNECT\naccept-version:1.2\nhost:x\nlogin:kim\npasscode:secret1\n\n\0')
    socket.send('SUBSCRIBE\nid:s\nreceipt:r\ndestination:/topic/a\n\n\0')
    socket.send('SEND\ndestination:/topic/a\n\n안녕\0')
    await command.prints(
      / ← CONNECT {9}[0-9a-f]{8} {2}accept-version:1\.2 host:x login:kim passcode:\*\*\*\n/,
    )
    await command.prints(/ → CONNECTED .*\n/)
    await command.prints(/ ← SUBSCRIBE .* {2}\/topic\/a id:s receipt:r\n/)
    await command.prints(/ → RECEIPT .* {2}receipt-id:r\n/)
    await command.prints(/ ← SEND .* {2}\/topic\/a 6 B 안녕\n/)
    await command.prints(/ → MESSAGE .* {2}\/topic\/a subscription:s 6 B 안녕 message-id:\S+\n/)
    expect(command.stdout).not.toContain('secret1')
  })

  test.each([
    [[], false],
    [['--verbose'], true],
    [['--json'], true],
  ])('%j: what Spring would not do is told of to who asks for more', async (options, isTold) => {
    const command = stompbox('--port', '0', ...options)
    const [, port] = await command.prints(/(?:localhost:|"port":)(\d+)/)
    const socket = await connect(port!)
    socket.send('SUBSCRIBE\nid:s\nreceipt:r\ndestination:/topic/a\n\n\0DISCONNECT\n\n\0')
    await command.prints(/disconnected/)
    expect(/not.in.spring/.test(command.stdout)).toBe(isTold)
  })

  test('--json logs one object per line', async () => {
    const command = stompbox('--port', '0', '--json')
    const [, port] = await command.prints(/"type":"listening".*"port":(\d+)/)
    const socket = await connect(port!)
    socket.send('SUBSCRIBE\nid:s\ndestination:/topic/a\n\n\0')
    socket.send('DISCONNECT\n\n\0')
    await command.prints(/"type":"disconnected".*\n/)
    command.child.kill('SIGTERM')
    await command.ends()
    const types = command.jsonLines.map(({ type }) => type)
    expect(types.filter((type) => type !== 'unsubscribed')).toEqual([
      'listening',
      'connected',
      'subscribed',
      'disconnected',
      'draining',
    ])
    for (const { time } of command.jsonLines) expect(new Date(String(time)).toISOString()).toBe(time)
  })
})

describe('a signal', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s says goodbye to everybody, then ends with 0',
    async (signal) => {
      const command = stompbox('--port', '0')
      const [, port] = await command.prints(listening)
      const closed = once(await connect(port!), 'close')
      command.child.kill(signal)
      expect((await closed)[0]).toBe(1001)
      const { code, stdout } = await command.ends()
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(/draining…\n.*disconnected.*the broker is stopping\n$/s),
      ])
    },
  )

  test('twice at once, as npm does it, is one', async () => {
    const command = stompbox('--port', '0')
    await command.prints(listening)
    command.child.kill('SIGINT')
    command.child.kill('SIGINT')
    expect((await command.ends()).code).toBe(0)
  })
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  'a second signal, %s, leaves at once, though a client does not answer the goodbye',
  async (signal, exitCode) => {
    const command = stompbox('--port', '0')
    const [, port] = await command.prints(listening)
    const silent = await connect(port!)
    silent.pause()
    // Again and again, because the first half second counts as one wish.
    const again = setInterval(() => command.child.kill(signal), 50)
    const { code } = await command.ends()
    clearInterval(again)
    silent.terminate()
    expect(code).toBe(exitCode)
  },
)

describe('standard output', () => {
  test('that was closed does not end the broker', async () => {
    const command = stompbox('--port', '0', '--json')
    const [, port] = await command.prints(/"port":(\d+)/)
    command.child.stdout!.destroy()
    const one = await connect(port!)
    one.close()
    await once(one, 'close')
    const two = await connect(port!)
    const closed = once(two, 'close')
    command.child.kill('SIGTERM')
    expect((await closed)[0]).toBe(1001)
    expect((await command.ends()).code).toBe(0)
  })

  test('that is not read does not stop the broker, nor its end', async () => {
    writeFileSync(join(folder, 'fast.json'), '{ "limits": { "maxFramesPerSecond": 10000 } }')
    const command = stompbox('fast.json', '--port', '0', '--json')
    const [, port] = await command.prints(/"port":(\d+)/)
    command.child.stdout!.pause()
    const socket = await connect(port!)
    // Two lines of some 700 bytes each: more than a pipe and the writer hold.
    for (let i = 0; i < 3000; i++) {
      socket.send(`SUBSCRIBE\nid:s\ndestination:/topic/${'x'.repeat(240)}\n\n\0UNSUBSCRIBE\nid:s\n\n\0`)
    }
    socket.send('SUBSCRIBE\nid:last\ndestination:/topic/b\nreceipt:r\n\n\0')
    expect(String((await once(socket, 'message'))[0])).toContain('receipt-id:r')
    command.child.kill('SIGTERM')
    const [code] = await once(command.child, 'exit')
    expect(code).toBe(0)
  })
})
