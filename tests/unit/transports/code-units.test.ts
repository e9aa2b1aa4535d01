import { once } from 'node:events'
import SockJS from 'sockjs-client'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { RawEndpoint, until } from '../../support/raw-endpoint.ts'
import { request } from '../../support/raw-socket.ts'

/** Every UTF-16 code unit, halves of pairs in pairs, as there is no UTF-8 for them alone. */
const chapters = Array.from({ length: 64 }, (_, chapter) => {
  const units = Array.from({ length: 1_024 }, (_, at) => chapter * 1_024 + at)
  return `${chapter}:${units.map(unitText).join('')}`
})

function unitText(unit: number): string {
  if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit)
  return unit < 0xdc00 ? String.fromCharCode(unit, 0xdc00) : String.fromCharCode(0xd800, unit)
}

test('the chapters hold all of them', () => {
  const seen = new Set(chapters.flatMap((chapter) => chapter.split('').map((unit) => unit.charCodeAt(0))))
  expect(seen.size).toBe(65_536)
})

test.each(['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling'])(
  'every code unit travels both ways over SockJS %s, one event a message',
  async (transport) => {
    // The stock client sends all that waits in one body.
    await using endpoint = await RawEndpoint.open({ maxMessageBytes: 2 ** 20 })
    const opening = endpoint.next()
    const client = new SockJS(endpoint.http, null, { transports: transport })
    const heard: string[] = []
    client.onmessage = ({ data }: { data: string }) => heard.push(data)
    await new Promise<void>((resolve) => (client.onopen = () => resolve()))
    const session = await opening
    for (const chapter of chapters) client.send(chapter)
    await until(() => heard.length >= chapters.length)
    expect(session.heard).toEqual(chapters.map((chapter) => `text ${chapter}`))
    expect(heard).toEqual(chapters)
    client.close()
  },
)

test('every code unit travels both ways over WebSocket', async () => {
  await using endpoint = await RawEndpoint.open()
  const client = new WebSocket(endpoint.ws)
  const heard: string[] = []
  client.on('message', (data: Buffer) => heard.push(data.toString()))
  await once(client, 'open')
  for (const chapter of chapters) client.send(chapter)
  await until(() => heard.length >= chapters.length)
  expect(heard).toEqual(chapters)
})

test('an event stream has one event a message, whatever line ends are in it', async () => {
  await using endpoint = await RawEndpoint.open()
  const opening = endpoint.next()
  const raw = await endpoint.raw(request('GET /stomp/000/s/eventsource'))
  const session = await opening
  await raw.until('data: o\r\n\r\n')
  const ends = [
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\r\n\r\ndata: c[1000,"forged"]\r\n\r\n',
    '\u2028',
    '\u2029',
    '\u0085',
    '\0',
  ]
  for (const end of ends) session.say(`a${end}b`)
  session.say('fence')
  await raw.until('fence')
  const lines = Buffer.from(raw.received, 'latin1')
    .toString()
    .split(/\r\n|\r|\n/)
  const data = lines
    .filter((line) => line.startsWith('data: '))
    .map((line) => decodeURIComponent(line.slice(6)))
  expect(data).toEqual([
    'o',
    ...[...ends.map((end) => `a${end}b`), 'fence'].map((text) => `a${quoted(text)}`),
  ])
})

const quoted = (text: string): string =>
  JSON.stringify([text]).replace(/[\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
