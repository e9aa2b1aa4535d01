import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Peer } from '../../conformance/peer.ts'
import { Command } from '../../support/command.ts'
import { testTlsFiles } from '../../support/test-tls.ts'

let folder: string
let command: Command | undefined
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stompbox-'))))
afterEach(() => {
  command?.child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function stompbox(config: object, ...args: string[]): Command {
  writeFileSync(join(folder, 'stompbox.config.json'), JSON.stringify(config))
  return (command = new Command(['--port', '0', '--host', '127.0.0.1', ...args], folder))
}

const isServed = async (url: string): Promise<void> => {
  const peer = await Peer.open(url)
  await peer.connects('1.2')
  await peer.readsNothing()
  peer.cut()
}

test('the banner names the TCP port, and the log who came through it', async () => {
  const broker = stompbox({ tcp: { port: 0 } })
  const [, url] = await broker.prints(/TCP {8}(tcp:\/\/127\.0\.0\.1:\d+)\n/)
  await isServed(url!)
  await broker.prints(/connected .* STOMP 1\.2 over tcp from 127\.0\.0\.1\n/)
})

test('the files of a key and a certificate are found beside the configuration', async () => {
  copyFileSync(testTlsFiles.keyFile, join(folder, 'key.pem'))
  copyFileSync(testTlsFiles.certFile, join(folder, 'cert.pem'))
  const tls = { keyFile: 'key.pem', certFile: 'cert.pem' }
  const broker = stompbox({ tcp: { port: 0, tls } }, '--json')
  const [, url] = await broker.prints(/"tcp":"(tls:\/\/127\.0\.0\.1:\d+)"/)
  await isServed(url!)
})

test('a taken TCP port says how to choose another', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { code, stderr } = await stompbox({ tcp: { port } }).ends()
  other.close()
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(
      `Port ${port} on 127.0.0.1 is taken by another program. Choose another with tcp.port: `,
    ),
  ])
})

test('a certificate that is not there ends in a line', async () => {
  const tls = { keyFile: 'key.pem', certFile: 'cert.pem' }
  const { code, stderr } = await stompbox({ tcp: { port: 0, tls } }).ends()
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^The key tcp cannot be used: Error: ENOENT: .*key\.pem'\n$/),
  ])
})
