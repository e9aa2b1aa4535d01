import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Peer } from '../../conformance/peer.ts'
import { Command } from '../../support/command.ts'

let folder: string
let command: Command
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stompbox-'))))
afterEach(async () => {
  command.child.kill('SIGKILL')
  await command.ends()
  rmSync(folder, { recursive: true })
})

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)

const config = `import { words } from './words.ts'
export default {
  application(app) {
    app.message('/say', () => words).sendTo('/sub/said')
    return () => console.error('ended', words)
  },
}`

async function start(...options: string[]): Promise<Peer> {
  write('words.ts', "export const words = 'one'")
  write('stompbox.config.ts', config)
  command = new Command(['--port', '0', ...options], folder)
  const [, port] = await command.prints(/localhost:(\d+)\/ws-stomp/)
  const peer = await Peer.open(`ws://localhost:${port!}/ws-stomp`)
  await peer.connects('1.2')
  peer.writes('SUBSCRIBE\nid:0\ndestination:/sub/said\n\n␀')
  return peer
}

async function says(peer: Peer): Promise<string> {
  peer.writes('SEND\ndestination:/pub/say\n\n␀')
  return (await peer.reads('MESSAGE')).text
}

test('with --watch what changes is taken up, the session stays, and the old code is ended', async () => {
  const peer = await start('--watch')
  expect(await says(peer)).toBe('one')
  write('words.ts', "export const words = 'two'")
  await command.prints(/ reloaded +- +stompbox\.config\.ts\n/)
  expect(await says(peer)).toBe('two')
  expect(command.stderr).toBe('ended one\n')
})

test('a setting that changed needs a start, which is said, and so is what cannot be used', async () => {
  const peer = await start('--watch')
  write('stompbox.config.ts', config.replace('{\n', '{\n  port: 1, limits: { maxSubscriptions: 1 },\n'))
  await command.prints(/ reloaded .*; for what changed in port, limits start the broker again\n/)
  write('stompbox.config.ts', config.replace('{\n', '{\n  prot: 1,\n'))
  await command.prints(
    / not reloaded .*there is no key "prot"\. Did you mean port\?.* What was there before goes on\.\n/,
  )
  write('stompbox.config.ts', `import 'zodiac'\n${config}`)
  await command.prints(
    / not reloaded +- +stompbox\.config\.ts imports zodiac, which is not installed here; npm install zodiac brings it\. What/,
  )
  write('stompbox.config.ts', config.replace("'/say'", "'/say', {}"))
  await command.prints(/ not reloaded .*TypeError: .*\(.*stompbox\.config\.ts:\d+:\d+\)/)
  expect(await says(peer)).toBe('one')
})

test('a configuration that appears takes the place of the chat, and the session stays', async () => {
  command = new Command(['--port', '0', '--watch'], folder)
  await command.prints(/replaces it\n/)
  const [, port] = await command.prints(/localhost:(\d+)\/ws-stomp/)
  const peer = await Peer.open(`ws://localhost:${port!}/ws-stomp`)
  await peer.connects('1.2')
  peer.writes('SUBSCRIBE\nid:0\ndestination:/sub/said\n\n␀')
  write('words.ts', "export const words = 'one'")
  write('stompbox.config.ts', config)
  await command.prints(/ reloaded +- +stompbox\.config\.ts\n/)
  expect(await says(peer)).toBe('one')
})
