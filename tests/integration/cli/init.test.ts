import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { Command } from '../../support/command.ts'
import { root } from '../../support/markdown.ts'

let folder: string
let commands: Command[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
  commands = []
})
afterEach(() => {
  for (const { child } of commands) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function stompbox(...args: string[]): Command {
  const command = new Command(args, folder)
  commands.push(command)
  return command
}

const written = (name = 'stompbox.config.ts'): string => readFileSync(join(folder, name), 'utf8')

/** As npm would, and of this clone. */
function install(): void {
  mkdirSync(join(folder, 'node_modules/@stompbox'), { recursive: true })
  symlinkSync(join(root, 'broker'), join(folder, 'node_modules/@stompbox/broker'))
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'))
}

test('init says what it wrote and what to run next', async () => {
  const { code, stdout, stderr } = await stompbox('init').ends()
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^Wrote stompbox\.config\.ts: the endpoints .*\.\nServe it: {3}node \S+main\.js\nIts types: {2}npm install --save-dev \.\.\/\S+\/broker\nRead on: {4}\S+configuration\.md\n$/,
  )
})

test('where the package is installed, nothing is to be installed', async () => {
  install()
  expect((await stompbox('init').ends()).stdout).not.toContain('npm install')
})

test('what init wrote is served, in a folder without a package', async () => {
  await stompbox('init').ends()
  const broker = stompbox('--port', '0')
  const [, port] = await broker.prints(/ws:\/\/localhost:(\d+)\/ws-stomp/)
  await broker.prints(/Config +stompbox\.config\.ts/)
  const socket = new WebSocket(`ws://localhost:${port!}/ws`)
  await once(socket, 'open')
  const hears = async () => String(((await once(socket, 'message')) as [Buffer])[0])
  socket.send('CONNECT\naccept-version:1.2\nhost:x\n\n\0')
  expect(await hears()).toMatch(/^CONNECTED/)
  socket.send('SUBSCRIBE\nid:r\ndestination:/app/rooms\n\n\0')
  expect(await hears()).toContain('\n\n["lobby","dev"]\0')
  socket.send('SUBSCRIBE\nid:s\ndestination:/sub/chat/room/1\n\n\0')
  socket.send('SEND\ndestination:/pub/chat/message\ncontent-type:application/json\n\n{"roomId":1}\0')
  expect(await hears()).toContain('\n\n{"roomId":1}\0')
})

test.each([
  ['nodenext', 'in a package of modules', '{ "type": "module" }'],
  ['esnext', 'as bundlers resolve', '{ "type": "module" }'],
  ['nodenext', 'in no package', undefined],
])('what init wrote has types: %s, %s', async (module, _, manifest) => {
  install()
  if (manifest !== undefined) writeFileSync(join(folder, 'package.json'), manifest)
  await stompbox('init').ends()
  writeFileSync(join(folder, 'wrong.ts'), written().replace('port: 8080', "prot: '8080'"))
  const moduleResolution = module === 'esnext' ? 'bundler' : module
  const strict = { strict: true, skipLibCheck: true, noEmit: true, types: ['node'], target: 'es2023' }
  const settings = { compilerOptions: { ...strict, module, moduleResolution }, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  expect(stdout).toMatch(
    /^\S*wrong\.ts\(\d+,\d+\): error \S+: .*'prot' does not exist in type 'BrokerConfig'\.?.*\n$/,
  )
})

describe('init overwrites nothing', () => {
  test('where the file is', async () => {
    writeFileSync(join(folder, 'stompbox.config.ts'), 'mine')
    const { code, stdout, stderr } = await stompbox('init').ends()
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /stompbox\.config\.ts is there already, and stays as it is\. Name another: node \S+ init other\.config\.ts\n/,
    )
    expect(written()).toBe('mine')
  })

  test('and makes no second one beside another', async () => {
    writeFileSync(join(folder, 'stompbox.config.json'), '{}')
    const { code, stderr } = await stompbox('init').ends()
    expect([code, stderr]).toEqual([1, expect.stringMatching(/stompbox\.config\.json already/)])
    expect(existsSync(join(folder, 'stompbox.config.ts'))).toBe(false)
  })
})

test('init writes where it is told, and says how to serve that', async () => {
  writeFileSync(join(folder, 'stompbox.config.json'), '{}')
  const { code, stdout } = await stompbox('init', 'chat.mts').ends()
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^Wrote chat\.mts: .*\nServe it: .*main\.js chat\.mts\n/),
  ])
  expect(written('chat.mts')).toContain('satisfies BrokerConfig')
})

test.each([
  [
    'chat.json',
    2,
    /^init writes TypeScript: chat\.json does not end in \.ts or \.mts\. See node \S+ --help\.\n$/,
  ],
  ['nowhere/a.ts', 1, /^There is no folder .*nowhere\.\n$/],
])('init %s ends with its reason', async (file, code, reason) => {
  const { stderr, ...ended } = await stompbox('init', file).ends()
  expect(ended).toEqual({ code, stdout: '' })
  expect(stderr).toMatch(reason)
})
