import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { defaultLimits, defaults, refusalCodes } from '@stompbox/broker'
import { Command } from '../../support/command.ts'
import { code, page, table } from '../../support/markdown.ts'

const refusals = page('docs/reference/refusals.md')
const configuration = page('docs/reference/configuration.md')
const commandLine = page('docs/reference/command-line.md')

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'stompbox-'))))
afterAll(() => rmSync(folder, { recursive: true }))

test('every refusal code has its row, with its close code and when to come back', () => {
  const rows = table(refusals, '## Codes').map(([word, closeCode, comeBack]) => ({
    word: code(word)[0],
    closeCode: Number(closeCode),
    comeBack: code(comeBack)[0],
  }))
  expect(rows).toEqual(Object.entries(refusalCodes).map(([word, rest]) => ({ word, ...rest })))
})

describe('configuration.md', () => {
  test('lists every limit with its default and its unit', () => {
    const rows = table(configuration, '## Limits').map(([key, value]) => [
      code(key)[0],
      Number(code(value)[0]),
    ])
    expect(rows.sort()).toEqual(Object.entries(defaultLimits).sort())
    for (const [key, , unit] of table(configuration, '## Limits')) {
      if (unit === 'bytes' || unit === 'milliseconds')
        expect(code(key)[0]).toMatch(unit === 'bytes' ? /Bytes/ : /Ms$/)
      else expect(code(key)[0]!.toLowerCase()).toMatch(new RegExp(`${unit!.replaceAll(' ', '')}$`))
    }
  })

  test('lists every key, as the command knows them, and the defaults there are', async () => {
    const file = join(folder, 'unknown.json')
    writeFileSync(file, '{ "x": 1 }')
    const { stderr } = await new Command([file], folder).ends()
    const known = /Known: (.*)\.$/m.exec(stderr)?.[1]?.split(', ')
    const rows = table(configuration, '## Keys').map(([key, value]) => [code(key)[0], value!] as const)
    expect(rows.map(([key]) => key)).toEqual(known)
    const listed = rows.filter(([, value]) => value.startsWith('`'))
    const { prefixes, ...others } = defaults
    expect(Object.fromEntries(listed.map(([key, value]) => [key, literal(value)]))).toEqual({
      ...others,
      allowedOrigins: [],
      allowedOriginPatterns: [],
      allowedHosts: [],
    })
    const listedPrefixes = table(configuration, '### `prefixes`').map(([key, value]) => [
      code(key)[0],
      literal(value!),
    ])
    expect(Object.fromEntries(listedPrefixes)).toEqual(prefixes)
  })
})

/** A value as people write it in a configuration. */
const literal = (cell: string): unknown =>
  JSON.parse(
    code(cell)[0]!
      .replaceAll("'", '"')
      .replace(/(\w+): /g, '"$1": '),
  )

describe('command-line.md', () => {
  test('lists every option of --help and every exit code', async () => {
    const { stdout } = await new Command(['--help'], folder).ends()
    const listed = table(commandLine, '## Options').map(([option]) => code(option)[0])
    expect(listed).toEqual(Array.from(stdout.matchAll(/^ {2}(--\w+(?: [A-Z])?) /gm), ([, option]) => option))
    const codes = table(commandLine, '## Exit codes').map(([exitCode]) => exitCode!)
    expect(stdout).toContain(
      `Exit codes: ${codes[0]!} stopped as asked, or done, ${codes[1]!} could not start`,
    )
    expect(stdout).toContain(`${codes[2]!} wrong options`)
    expect(stdout).toContain(codes[3]!.replace(',', ' and'))
  })

  test('lists the types of the log and their keys', async () => {
    const lines = [...(await aSessionOfEverything()), ...(await aSessionWithSpring())]
    const seen = Object.fromEntries(
      lines.map(({ time, type, ...rest }) => [String(type), time === undefined ? [] : Object.keys(rest)]),
    )
    const rows = table(commandLine, '## The log').map(
      ([type, , keys]) => [code(type)[0]!, code(keys)] as const,
    )
    // A log that nobody reads takes a reader that stands still: tests/unit/cli/line-writer.test.ts.
    expect({ ...seen, dropped: ['lines'] }).toEqual(Object.fromEntries(rows))
  })
})

const forTwo = `export default {
  limits: { maxSessions: 2 },
  application(app) {
    app.message('/call', ({ sendToUser }) => sendToUser('nobody', '/queue/calls', ''))
    app.message('/fail', () => { throw new Error('as asked') })
  },
}`

/** One line of every type but `ignored`, frames among them, from a broker with a route, a session over WebSocket and one of STOMP 1.0 over SockJS. */
async function aSessionOfEverything(): Promise<Record<string, unknown>[]> {
  writeFileSync(join(folder, 'everything.mjs'), forTwo)
  const command = new Command(['everything.mjs', '--port', '0', '--verbose', '--json', '--watch'], folder)
  const [, port] = await command.prints(/"type":"listening".*"port":(\d+)/)
  const connectFrame = (version: string) => `CONNECT\naccept-version:${version}\nhost:x\nlogin:kim\n\n\0`
  const sockJs = new WebSocket(`ws://localhost:${port!}/ws-stomp/000/one/websocket`)
  await once(sockJs, 'open')
  sockJs.send(JSON.stringify([connectFrame('1.0'), 'SUBSCRIBE\nid:a\ndestination:/sub/raw\n\n\0']))
  await command.prints(/"type":"subscribed"/)
  const socket = new WebSocket(`ws://localhost:${port!}/ws-stomp`)
  await once(socket, 'open')
  socket.send(connectFrame('1.2'))
  socket.send('SUBSCRIBE\nid:b\ndestination:/sub/b\nreceipt:b\n\n\0UNSUBSCRIBE\nid:b\n\n\0')
  socket.send(Buffer.from('SEND\ndestination:/sub/raw\n\n\xff\0', 'latin1'))
  socket.send('SEND\ndestination:/sub/raw\nnote:two\\nlines\n\n\0')
  socket.send('SEND\ndestination:/pub/call\n\n\0SEND\ndestination:/pub/fail\n\n\0')
  await once(new WebSocket(`ws://localhost:${port!}/ws`), 'unexpected-response')
  await once(new WebSocket(`ws://localhost:${port!}/typo`), 'unexpected-response')
  writeFileSync(join(folder, 'everything.mjs'), forTwo.replace('maxSessions: 2', 'maxSessions: 3'))
  await command.prints(/"type":"reloaded".*"settings":\["limits"\]/)
  writeFileSync(join(folder, 'everything.mjs'), 'export default {')
  await command.prints(/"type":"not-reloaded"/)
  socket.send('SEND\ndestination:/nowhere\n\n\0')
  await command.prints(/"type":"disconnected"/)
  command.child.kill('SIGTERM')
  await command.ends()
  return command.jsonLines
}

/** An `ignored` line, which only a profile of Spring has. */
async function aSessionWithSpring(): Promise<Record<string, unknown>[]> {
  writeFileSync(join(folder, 'spring.mjs'), "export default { profile: 'spring' }")
  const command = new Command(['spring.mjs', '--port', '0', '--json'], folder)
  const [, port] = await command.prints(/"type":"listening".*"port":(\d+)/)
  const socket = new WebSocket(`ws://localhost:${port!}/ws`)
  await once(socket, 'open')
  socket.send('CONNECT\n\n\0')
  await command.prints(/"type":"ignored"/)
  command.child.kill('SIGTERM')
  await command.ends()
  return command.jsonLines
}
