/** The programs of README.md, run as they stand there but for the port. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Peer } from '../../conformance/peer.ts'
import { Command } from '../../support/command.ts'
import { codeBlocks, page, root } from '../../support/markdown.ts'
import { Snippet, folderForSnippets, remove, stopSnippets } from './snippet.ts'

const programs = codeBlocks(page('README.md')).filter(({ language }) => language === 'ts')

/** The one program that holds the text. */
function program(text: string): string {
  const found = programs.filter((block) => block.text.includes(text))
  if (found.length !== 1) throw new Error(`README.md has ${found.length} blocks with ${text}.`)
  return found[0]!.text
}

const configuration = program("app.subscribe('/rooms'")
const logins = program('jwt({ secret')
const embedding = program('attach(server)')
const clients = {
  'stock stompjs': program('brokerURL'),
  'stock stompjs over SockJS': program('Stomp.over'),
  'the SDK': program('connect } from'),
  'the SDK with channels': program('defineChannels'),
}

let folder: string
beforeAll(() => void (folder = folderForSnippets()))
afterAll(() => remove(folder))

let broker: Command | undefined
afterEach(async () => {
  await stopSnippets()
  broker?.child.kill('SIGKILL')
  await broker?.ends()
  broker = undefined
})

/** The command with a configuration of the README, as the README starts it: npx runs what is linked. */
async function readmeBroker(text = configuration): Promise<string> {
  const file = join(folder, 'stompbox.config.ts')
  writeFileSync(file, text)
  broker = new Command([file, '--port', '0', '--json'], root, join(root, 'node_modules/.bin/stompbox'))
  const [, port] = await broker.prints(/"type":"listening".*"port":(\d+)/)
  return port!
}

const run = (name: string, text: string, port: string): Snippet =>
  Snippet.typescript(folder, name.replaceAll(' ', '-'), text.replaceAll('8080', port))

test.each(Object.entries(clients))('%s chats with the configured broker', async (name, text) => {
  const port = await readmeBroker()
  const client = run(name, text, port)
  await client.prints(/^hello$/m)
  if (name === 'the SDK') expect(await client.ends()).toBe(0)
})

test('the SDK over SockJS tells its states and hears the room', async () => {
  const port = await readmeBroker()
  const listener = run('sdk-over-sockjs', program('sockjs()'), port)
  await listener.prints(/^connecting \nconnected $/m)
  await broker!.prints(/"type":"subscribed"/)
  const speaker = run('speaker', clients['the SDK'], port)
  await listener.prints(/"message":"hello"/)
  expect(await speaker.ends()).toBe(0)
})

test('the stock page over SockJS chats with the broker that answers as Spring does', async () => {
  const port = await readmeBroker(program("\n  profile: 'spring'"))
  // The page of a dev server asks first, from its own port.
  const Origin = 'http://localhost:5173'
  const info = await fetch(`http://localhost:${port}/ws-stomp/info`, { headers: { Origin } })
  expect([info.status, info.headers.get('access-control-allow-origin')]).toEqual([200, Origin])
  await run('page-of-spring', clients['stock stompjs over SockJS'], port).prints(/^hello$/m)
  await broker!.prints(/"type":"connected"/)
})

test('the other routes answer as the README says', async () => {
  const port = await readmeBroker()
  const client = Snippet.typescript(
    folder,
    'other-routes',
    `import { connect } from '@stompbox/sdk'
    const client = await connect('ws://localhost:${port}/ws-stomp')
    client.subscribe('/app/rooms', ({ body }) => console.log('rooms', JSON.stringify(body)))
    client.subscribe('/sub/room/7', ({ body }) => console.log('room', JSON.stringify(body)))
    await client.send('/app/room/7', 'hi', { until: 'receipt' })
    await client.disconnect()`,
  )
  expect(await client.ends()).toBe(0)
  // Two destinations have no order between them.
  expect(client.output.trim().split('\n').sort()).toEqual([
    'room {"room":"7","said":"hi"}',
    'rooms ["lobby","dev"]',
  ])
})

test('logins: who has a token gets in, and hears an inbox of their own', async () => {
  const secret = 'thirty-two bytes of a secret, or more'
  const port = await readmeBroker(logins.replace("process.env['JWT_SECRET'] ?? ''", `'${secret}'`))
  const token = await new SignJWT({ sub: 'kim' })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret))
  const [stranger, kim] = [
    await Peer.open(`ws://localhost:${port}/ws`),
    await Peer.open(`ws://localhost:${port}/ws`),
  ]
  stranger.writes('CONNECT\naccept-version:1.2\n\n␀')
  expect((await stranger.reads('ERROR')).get('code')).toBe('auth-failed')
  kim.writes(`CONNECT\naccept-version:1.2\nAuthorization:Bearer ${token}\n\n␀`)
  expect((await kim.reads('CONNECTED')).get('user-name')).toBe('kim')
  kim.writes('SUBSCRIBE\nid:0\ndestination:/sub/inbox/kim\nreceipt:r\n\n␀')
  await kim.readsReceipt('r')
  kim.writes('SUBSCRIBE\nid:1\ndestination:/sub/inbox/lee\n\n␀')
  expect((await kim.reads('ERROR')).get('code')).toBe('forbidden')
})

test('a broker beside the pages of another server', async () => {
  const tellPort = "\nserver.on('listening', () => console.log('port', server.address().port))\n"
  const server = run('embedding', embedding + tellPort, '0')
  const [, port] = await server.prints(/^port (\d+)$/m)
  expect(await (await fetch(`http://localhost:${port!}/`)).text()).toBe('the pages you have')
  const client = run('client-of-embedding', clients['stock stompjs'], port!)
  await client.prints(/^hello$/m)
})

test('npm start -- --port serves the broker and the chat page', async () => {
  const started = Snippet.command(['npm', 'start', '--', '--port', '0'])
  const [, url] = await started.prints(/Page +(http:\S+)/)
  expect(await (await fetch(url!)).text()).toContain('<div id="root">')
  expect((await fetch(`${url!}ws-stomp/info`)).status).toBe(200)
  started.stop()
  await started.prints(/draining/)
}, 60_000)
