import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Connection, createBroker, defaultLimits, type Framing, type Receiver } from '@stompbox/broker'
import { rolldown } from 'rolldown'
import type * as Parts from './codec-parts.ts'
import { median } from './run/statistics.ts'
import type { Row } from './table.ts'

const partsSource = fileURLToPath(new URL('codec-parts.ts', import.meta.url))
const partsFile = fileURLToPath(
  new URL('../../node_modules/.cache/stompbox-bench/codec-parts.mjs', import.meta.url),
)
const rounds = 9
const roundMs = 150

/** Nanoseconds a frame: median of the rounds. */
function nsPer(task: () => void): number {
  const once = (ms: number): number => {
    const start = performance.now()
    let runs = 0
    while (performance.now() - start < ms) {
      for (let inner = 0; inner < 200; inner++) task()
      runs += 200
    }
    return ((performance.now() - start) * 1e6) / runs
  }
  once(roundMs * 3)
  return Math.round(median(Array.from({ length: rounds }, () => once(roundMs))))
}

const sendFrame = (bodyBytes: number): Buffer =>
  Buffer.from(
    `SEND\ndestination:/sub/chat/room/1\ncontent-type:application/json\ncontent-length:${bodyBytes}\n\n${'x'.repeat(bodyBytes)}\0`,
  )

/** In one file, as what is published: in modules of its own the loader of the bench makes every call a slow one. */
async function bundledParts(): Promise<typeof Parts> {
  const bundle = await rolldown({ input: partsSource, platform: 'node' })
  await bundle.write({ file: partsFile })
  return (await import(pathToFileURL(partsFile).href)) as typeof Parts
}

const nowhere = (framing: Framing): Connection => ({
  framing,
  send: () => true,
  unsentBytes: 0,
  pause: () => {},
  resume: () => {},
  close: (code, reason) => {
    throw new Error(`The broker closed with ${code} ${reason}.`)
  },
})

/** A session past CONNECT whose bytes come from here, of a broker that counts no frames. */
function publisher(framing: Framing): Receiver {
  const limits = { maxFramesPerSecond: Infinity, maxBytesPerSecond: Infinity }
  const session = createBroker({ limits }).accept(nowhere(framing), {
    transport: 'bench',
    path: '',
    url: '',
    remoteAddress: '',
    headers: {},
  })
  session.receive(Buffer.from('CONNECT\naccept-version:1.2\n\n\0'), 'text')
  return session
}

/** P1: one SEND decoded and its destination read, and taken by a broker for a topic without subscribers; one MESSAGE encoded, in its WebSocket frame. */
export async function codec(): Promise<Row[]> {
  const { FrameDecoder, encodeMessage, encodeUtf8, webSocketFraming } = await bundledParts()
  const id = encodeUtf8('sub-0')
  const session = publisher(webSocketFraming)
  const rows = [100, 1_024, 16_384].map((bodyBytes) => {
    const bytes = sendFrame(bodyBytes)
    const decoder = new FrameDecoder(defaultLimits)
    decoder.version = '1.2'
    const decode = () => {
      decoder.push(bytes)
      return decoder.next()!
    }
    const { headers, body } = decode()
    const message = { destination: '/sub/chat/room/1', messageId: '0a1b2c3d-1000', headers, body }
    return {
      'body bytes': bodyBytes,
      'decode ns': nsPer(() => decode().headers.get('destination')),
      'SEND ns': nsPer(() => session.receive(bytes, 'text')),
      'encode ns': nsPer(() => void webSocketFraming.wrap(encodeMessage(message, '1.2', id, false), 'text')),
      'encode ns, slot': nsPer(
        () => void webSocketFraming.wrap(encodeMessage(message, '1.2', 5, false), 'text'),
      ),
    }
  })
  session.closed(1000, '')
  return rows
}
