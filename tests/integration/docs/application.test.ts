/** The programs of docs/reference/application.md, run as they stand there but for the port. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { command, createClient, defineChannels, rpc, topic } from '@stompbox/sdk'
import { Peer } from '../../conformance/peer.ts'
import { codeBlocks, page } from '../../support/markdown.ts'
import { Snippet, folderForSnippets, remove, startConfigured, stopSnippets } from './snippet.ts'

const programs = codeBlocks(page('docs/reference/application.md')).map(({ text }) => text)

/** The one program that holds the text. */
function program(text: string): string {
  const found = programs.filter((each) => each.includes(text))
  if (found.length !== 1) throw new Error(`application.md has ${found.length} blocks with ${text}.`)
  return found[0]!
}

let folder: string
beforeAll(() => void (folder = folderForSnippets()))
afterAll(() => remove(folder))

afterEach(stopSnippets)

/** A broker with a configuration of the page. */
async function configured(text: string): Promise<string> {
  const [, port] = await startConfigured(folder, text, '--json').prints(/"type":"listening".*"port":(\d+)/)
  return `ws://localhost:${port!}/ws`
}

/** A program of the page that makes its broker itself. */
async function running(text: string): Promise<string> {
  const onFreePort = text.replace(
    'await broker.listen()',
    "console.log('at', (await broker.listen({ port: 0 })).url)",
  )
  const [, port] = await Snippet.typescript(folder, 'broker', onFreePort).prints(/^at http:.*:(\d+)$/m)
  return `ws://localhost:${port!}/ws`
}

async function connected(url: string, headers = ''): Promise<Peer> {
  const peer = await Peer.open(url)
  await peer.connects('1.2', headers)
  return peer
}

const subscribe = (destination: string): string =>
  `SUBSCRIBE\nid:${destination}\ndestination:${destination}\n\n␀`
const send = (destination: string, body: string): string => `SEND\ndestination:${destination}\n\n${body}␀`

async function hears(peer: Peer, destination: string, body: string): Promise<void> {
  const frame = await peer.reads('MESSAGE')
  expect([frame.get('subscription'), frame.text]).toEqual([destination, body])
}

test('a wall with channels, by a client that has them too', async () => {
  const channels = defineChannels({
    notes: topic<{ text: string }>()('/sub/wall/{wall}'),
    pin: command<{ text: string }>()('/pub/wall/{wall}/pin'),
    walls: rpc<undefined, string[]>()('/pub/walls'),
    count: rpc<{ text: string }, number>()('/pub/count', { replyTo: '/user/queue/replies' }),
  })
  const url = await configured(program("count: rpc('/pub/count'"))
  await using client = createClient(url, {
    channels,
    webSocket: (address, protocols) => new WebSocket(address, protocols),
  })
  await client.connect()
  const params = { wall: 'a/b *' }
  const notes = client.subscribe('notes', { params })
  await notes.ready
  await client.send('pin', { text: 'milk' }, { params })
  for await (const { body, destination } of notes) {
    expect([body.text, destination]).toEqual(['milk', '/sub/wall/a%2Fb%20%2A'])
    break
  }
  expect(await client.request('walls')).toEqual(['kitchen', 'door'])
  const counted = ['milk', 'tea'].map((text) => client.request('count', { text }))
  expect(await Promise.all(counted)).toEqual([4, 3])
})

test('a room with a schema, rules, and an answer to what is wrong', async () => {
  const peer = await connected(await configured(program('/rules')), 'login:kim\n')
  peer.writes(subscribe('/sub/room/1') + subscribe('/user/queue/errors') + subscribe('/pub/room/1/rules'))
  await hears(peer, '/pub/room/1/rules', 'Be kind in 1.')
  peer.writes(send('/pub/room/1/post', '{"text":"hi"}'))
  await hears(peer, '/sub/room/1', '{"room":"1","from":"somebody","text":"hi"}')
  peer.writes(send('/pub/room/1/post', '{"text":""}'))
  const { text } = await peer.reads('MESSAGE')
  expect(text).toMatch(/^The body of "\/pub\/room\/1\/post" is not valid: text: /)
})

test('a body with a type', async () => {
  const peer = await connected(await configured(program('/board/{id}/move')))
  peer.writes(subscribe('/topic/board/7/move') + send('/app/board/7/move', '{"x":1,"y":2}'))
  await hears(peer, '/topic/board/7/move', '{"board":7,"x":1,"y":2}')
})

test('a whisper', async () => {
  const url = await running(program('/whisper/{to}'))
  const [kim, lee] = [await connected(url, 'login:kim\n'), await connected(url, 'login:lee\n')]
  for (const peer of [kim, lee]) peer.writes(subscribe('/user/queue/whispers'))
  await kim.readsNothing()
  await lee.readsNothing()
  kim.writes(send('/pub/whisper/lee', 'psst'))
  await hears(lee, '/user/queue/whispers', '{"from":"kim","said":"psst"}')
  await kim.readsNothing()
})

test('interceptors that refuse, name and drop', async () => {
  const url = await configured(program("app.intercept('SEND'"))
  const stranger = await Peer.open(url)
  stranger.writes('CONNECT\naccept-version:1.2\n\n␀')
  expect((await stranger.reads('ERROR')).get('message')).toBe('UNAUTHORIZED')
  const kim = await connected(url, 'login:kim\n')
  kim.writes(subscribe('/sub/a') + send('/sub/a', 'x'.repeat(10_001)) + send('/sub/a', 'short'))
  await hears(kim, '/sub/a', 'short')
})

test('a template that tells the time', async () => {
  const peer = await connected(await running(program('setInterval')))
  peer.writes(subscribe('/topic/time'))
  expect((await peer.reads('MESSAGE')).get('source')).toBe('clock')
})

test('dots between segments', async () => {
  const peer = await connected(await configured(program("separator: '.'")))
  peer.writes(subscribe('/topic/shop.*') + send('/pub/shop.7.buy', 'milk'))
  await hears(peer, '/topic/shop.*', '{"shop":"7","bought":"milk"}')
})
