/** The programs of docs/guides/sdk.md and docs/guides/sdk-recipes.md, run as they stand there but for the port. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Client } from '@stomp/stompjs'
import { WebSocket } from 'ws'
import { connect } from '@stompbox/sdk'
import { Peer } from '../../conformance/peer.ts'
import { Command } from '../../support/command.ts'
import { codeBlocks, page, root } from '../../support/markdown.ts'
import { Snippet, folderForSnippets, remove, startConfigured, stopSnippets } from './snippet.ts'

const guide = page('docs/guides/sdk.md')
const recipes = page('docs/guides/sdk-recipes.md')

/** What is in the configuration of the guide alone. */
const guideBroker = "app.message('/sum'"

/** The one program that holds the text. */
function program(text: string, markdown = guide): string {
  const found = codeBlocks(markdown).filter((block) => block.language === 'ts' && block.text.includes(text))
  if (found.length !== 1) throw new Error(`There are ${found.length} blocks with ${text}.`)
  return found[0]!.text
}

let folder: string
/** The broker of the guide, for all the programs that leave it as it was. */
let ofAll: Command
let portOfAll: string
beforeAll(async () => {
  folder = folderForSnippets()
  const file = join(folder, 'of-all.config.ts')
  writeFileSync(file, program(guideBroker))
  ofAll = new Command([file, '--port', '0', '--json'], root)
  portOfAll = await portOf(ofAll)
})
afterAll(async () => {
  ofAll.child.kill('SIGKILL')
  await ofAll.ends()
  remove(folder)
})

let broker: Command
let port: string
beforeEach(() => void ([broker, port] = [ofAll, portOfAll]))
afterEach(stopSnippets)

const portOf = async (command: Command): Promise<string> =>
  (await command.prints(/"type":"listening".*"port":(\d+)/))[1]!

/** One that a test has to itself. */
async function startBroker(text: string, ...options: string[]): Promise<void> {
  broker = startConfigured(folder, text, '--json', ...options)
  port = await portOf(broker)
}

/** `given`: what the page leaves to its reader. */
const run = (text: string, given?: string): Snippet =>
  Snippet.typescript(folder, 'program', text.replaceAll('8080', port), given)

/** What it prints until it ends by itself. */
async function printed(text: string, given?: string): Promise<string[]> {
  const snippet = run(text, given)
  expect(await snippet.ends(), snippet.output).toBe(0)
  return snippet.output.trimEnd().split('\n')
}

async function sends(destination: string, ...bodies: string[]): Promise<void> {
  const peer = await Peer.open(`ws://localhost:${port}/ws-stomp`)
  await peer.connects('1.2')
  for (const body of bodies) peer.writes(`SEND\ndestination:${destination}\n\n${body}␀`)
}

describe('the guide', () => {
  test.each([
    ['five calls', "{ until: 'receipt' })\n\nroom.unsubscribe()", ['hello']],
    ['states', 'function told', ['Connecting …', 'Connected.', 'Disconnected as asked.']],
    ['trying again', 'shouldRetry', ['connected']],
    ['buffers', 'drop-oldest', ['too late for 1', 'too late for 2', 'price 3', 'price 4', 'price 5']],
    ['requests', '/pub/sum', ['lobby dev', '6']],
    ['transactions', 'client.begin()', ['out of a', 'into b', 'confirmed']],
    ['channels', 'topic/alerts', ['Kim says hello', "[ 'lobby', 'dev' ]"]],
    ['SockJS', "transport: 'auto'", ['websocket']],
    ['bytes', 'three.bin', ['three.bin 3']],
    ['Node', "from 'ws'", ['connected']],
  ])('%s', async (_name, text, lines) => {
    expect(await printed(program(text))).toEqual(lines)
  })

  test('channels, with a broker that has the same', async () => {
    await startBroker(program('app.message(channels.say'))
    expect(await printed(program('/topic/alerts'))).toEqual(['Kim says hello', "[ 'lobby', 'dev' ]"])
  })

  test('three ways to take messages', async () => {
    await startBroker(program(guideBroker))
    const ways = ['callback', 'loop', 'event']
    const heard = ways.flatMap((way) => [`${way}: hello`, `${way}: bye`])
    const lines = await printed(program('async function read'))
    // A loop takes a message a turn later than a listener.
    expect(lines.sort()).toEqual([...heard, 'ended as asked'].sort())
    const subscriptions = broker.jsonLines.filter(({ type }) => type === 'subscribed')
    expect(subscriptions, 'one SUBSCRIBE for all three').toHaveLength(1)
  })

  test('acknowledging: what succeeds, what fails, and going on', async () => {
    const work =
      'globalThis.work = async (job) => { console.log(job); if (job === "bad") throw new Error(job) }'
    const worker = run(program('client-individual'), work)
    await broker.prints(/"type":"subscribed".*\/queue\/jobs/)
    await sends('/queue/jobs', 'good', 'bad', 'last')
    await worker.prints(/^good\nbad\nlast$/m)
  })

  test('interruptions: told of both ends, and fetched again', async () => {
    await startBroker(program(guideBroker))
    const refetch = 'globalThis.refetch = async (room) => console.log("fetched", room)'
    const page = run(program('refetch(room: string)'), refetch)
    await broker.prints(/"type":"subscribed"/)
    await sends('/sub/chat/room/1', 'hello')
    await page.prints(/^hello$/m)
    broker.child.kill('SIGKILL')
    await page.prints(/^No messages for now\. /m)
    await startBroker(program(guideBroker), '--port', port)
    await page.prints(/^fetched 1$/m)
  })

  test('sending: early, dropped, and too late', async () => {
    expect(await printed(program('maxAgeMs: 30_000'))).toEqual([
      'dropped',
      'hello confirmed',
      "Not sent: closed { roomId: '1', sender: 'Kim', message: 'too late' }",
    ])
  })

  test('headers: as the SDK reads them, and as stompjs does', async () => {
    const url = `ws://localhost:${port}/ws-stomp`
    const open = (): WebSocket => new WebSocket(url, 'v12.stomp')
    const values = ['C:\\new', ' spaces ', 'a:b', 'C:\\table']
    const byStompjs: string[] = []
    const stock = new Client({ webSocketFactory: open, reconnectDelay: 0 })
    const subscribed = new Promise<void>((resolve) => {
      stock.onConnect = () => {
        stock.watchForReceipt('r', () => resolve())
        stock.subscribe('/topic/headers', ({ headers }) => byStompjs.push(headers.value!), {
          receipt: 'r',
        })
      }
    })
    stock.activate()
    await subscribed
    await using client = await connect(url, { webSocket: open })
    const messages = client.subscribe('/topic/headers')
    await messages.ready
    for (const value of values) await client.send('/topic/headers', '', { headers: { value } })
    const bySdk: string[] = []
    for await (const { headers } of messages) if (bySdk.push(headers.value!) === values.length) break
    expect(bySdk).toEqual(values)
    await stock.deactivate()
    expect(byStompjs).toEqual(['C:\\\new', 'spaces', 'a:b', 'C:\\table'])
    for (const headers of [{ 'a:b': 'c' }, { a: 'b\nc' }, { a: 'b\0' }])
      await expect(client.send('/topic/headers', '', { headers })).rejects.toThrow(TypeError)
  })
})

describe('the recipes', () => {
  const hello = /^Kim: hello$/m
  const token = 'globalThis.freshToken = async () => "none"'

  test.each([
    ['stompjs', 'new Client('],
    ['stompjs, after', 'token: freshToken'],
    ['rx-stomp', 'new RxStomp()'],
    ['rx-stomp, after', 'new Observable'],
    ['Stomp.over', 'Stomp.over('],
    ['Stomp.over, after', 'webSocket: sockjs()'],
  ])('%s says hello and hears it', async (_name, text) => {
    await run(program(text, recipes), token).prints(hello)
  })
})
