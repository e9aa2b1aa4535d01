import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { clientFrame, request, webSocketHeaders } from '../../support/raw-socket.ts'
import { wireBytes } from '../../support/wire-text.ts'
import { hostile } from './hostile.ts'
import { piecesOf, randomOf } from './pieces.ts'
import { connect, send, type SpringClient, subscribe } from './spring-client.ts'
import { type SpringScene, useSpringScene } from './spring-scene.ts'

// What the profiles `spring` answer is in the parity suite. Here the same bytes and worse are thrown at them from all sides, and nothing
// may come of it but an end of that session.
const seed = Number(process.env.STOMPBOX_SEED ?? Date.now() % 2 ** 31)
const atOnce = 16
const quoted = (text: string): string => JSON.stringify([text])

const doors = {
  websocket: async (scene: SpringScene) => toSocket(await scene.opens('/ws'), (text) => text),
  'websocket, compressed': async (scene: SpringScene) =>
    toSocket(await scene.opens('/ws', { perMessageDeflate: { threshold: 0 } }), (text) => text),
  'sockjs websocket': async (scene: SpringScene) =>
    toSocket(await scene.opens(`/ws-stomp/000/${randomUUID()}/websocket`), quoted),
  'sockjs xhr': async (scene: SpringScene) => {
    const session = `/000/${randomUUID()}`
    await scene.posts(`${session}/xhr`)
    return async (text: string) => {
      await scene.posts(`${session}/xhr_send`, quoted(text))
    }
  },
} as const

const toSocket = (client: SpringClient, written: (text: string) => string) => async (text: string) => {
  client.says(written(text))
  await client.isRead()
}

/** Each row of the catalogue; what is no UTF-8 goes as text all the same, as far as it can. */
async function throwAt(scene: SpringScene, door: keyof typeof doors, row: number, isConnected: boolean) {
  const say = await doors[door](scene)
  if (isConnected) await say(connect())
  const bytes = wireBytes(hostile[row]!.wire).subarray(0, 16_000)
  const cut = row % 2 === 0 ? 'whole' : 'random pieces'
  for (const piece of piecesOf(bytes, cut, true, randomOf(seed + row)))
    await say(Buffer.from(piece).toString())
}

/** What is much, and the same code in all `spring` profiles. */
function costly(scene: SpringScene) {
  test('patterns as dear as they come, and a long name: nobody waits for them', async () => {
    const [peer, sender] = [await scene.connected(), await scene.connected()]
    peer.says(subscribe(`/topic/${'*a'.repeat(6_000)}`, 'stars'))
    for (let n = 0; n < 500; n++) peer.says(subscribe(`/topic/${'*a'.repeat(60)}${n}`, `s${n}`))
    for (let n = 0; n < 500; n++) peer.says(subscribe(`/topic/{x:(a|a|a|a|a|a|a|a|a)*b${n}}`, `x${n}`))
    for (let n = 0; n < 500; n++) peer.says(subscribe(`/topic/${'a'.repeat(200)}${n}`, `t${n}`))
    await peer.settles()
    for (let n = 0; n < 50; n++)
      sender.says(send(`/topic/${'a'.repeat(200)}${n}`) + send(`/topic/${'a'.repeat(9_000)}`))
    await sender.settles()
  })

  test('selectors as dear as they come, 10,000 times', async () => {
    const [peer, sender] = [await scene.connected(), await scene.connected()]
    const expressions = [
      "headers.a matches '(a|a|a|a|a|a|a|a|a|a)*b'",
      Array.from({ length: 40 }, () => "headers['nativeHeaders'] == 1")
        .join(' || ')
        .slice(0, 1_000),
      Array.from({ length: 60 }, () => 'headers.a').join(' + '),
    ]
    for (let n = 0; n < 9_990; n++)
      peer.says(subscribe('/topic/selected', `s${n}`, `selector:${expressions[n % 3 < 2 ? n % 3 : 2]!}\n`))
    await peer.settles()
    for (let n = 0; n < 3; n++)
      sender.says(send('/topic/selected', `a:${'a'.repeat(200)}\n${'b:\n'.repeat(3_000)}`))
    await sender.settles()
  })

  test('10,000 subscriptions, and no more', async () => {
    const peer = await scene.connected()
    for (let n = 0; n < 10_000; n += 100)
      peer.says(Array.from({ length: 100 }, (_, more) => subscribe('/topic/many', `s${n + more}`)).join(''))
    await peer.isRead()
    expect(peer.closing).toBeUndefined()
    peer.says(subscribe('/topic/many', 'one more'))
    expect(await peer.hears('ERROR')).toContain('10000')
    expect(await peer.closes()).toBe(1002)
  })

  test('one message of 200 SENDs, and 2,000 subscriptions that hear each: others get their turn', async () => {
    const [peer, sender] = [await scene.connected(), await scene.connected()]
    for (let n = 0; n < 2_000; n++) peer.says(subscribe('/topic/loud', `s${n}`))
    await peer.settles()
    sender.says(send('/topic/loud').repeat(200))
    await sender.settles()
  })

  test('what was compressed counts by what it is', async () => {
    const peer = await scene.connected('', { perMessageDeflate: { threshold: 0 } })
    expect(peer.socket.extensions).toBe('permessage-deflate')
    peer.says('a'.repeat(50_000_000))
    expect(await peer.closes()).toBe(1009)
    const other = await scene.connected('', { perMessageDeflate: { threshold: 0 } })
    for (let n = 0; n < 2_000; n++) other.says('a', { fin: false })
    expect(await other.closes()).toBe(1008)
  })
}

const versions = ['5.3', '6.2'] as const

describe.each(versions)('spring-%s', (version) => {
  const scene = useSpringScene(`spring-${version}.config.ts`)
  const names = Object.keys(doors) as (keyof typeof doors)[]

  /** In each run every input comes through every door, connected and not; to which of the versions changes with the seed. */
  function rowsFor(door: keyof typeof doors, isConnected: boolean): number[] {
    const turn = seed + names.indexOf(door) + Number(isConnected) + versions.indexOf(version)
    return [...hostile.keys()].filter((row) => (row + turn) % versions.length === 0)
  }

  test.each(names.flatMap((door) => [true, false].map((is) => [door, is] as const)))(
    `the catalogue over %s, connected: %s (seed ${seed}) [hostile F1–F43 T1–T37]`,
    async (door, isConnected) => {
      const rows = rowsFor(door, isConnected)
      for (let from = 0; from < rows.length; from += atOnce) {
        const lot = rows.slice(from, from + atOnce)
        await Promise.all(lot.map((row) => throwAt(scene, door, row, isConnected)))
        scene.cutAll()
      }
    },
  )

  test.each([
    ['one name 5,000 times', 'a:\n'.repeat(5_000)],
    ['3,000 names', Array.from({ length: 3_000 }, (_, n) => `${n.toString(36)}:\n`).join('')],
    ['a heart-beat of 16,000 digits', `heart-beat:${'9'.repeat(16_000)},1\n`],
    ['digits of another script', `content-length:${'٣'.repeat(5_000)}\n`],
    ['a type with 4,000 parameters', `content-type:a/b${';a=b'.repeat(3_900)}\n`],
    ['a type of nothing but quotes', `content-type:a/b;a=${'"'.repeat(16_000)}\n`],
    ['escapes', `a:${'\\c'.repeat(8_000)}\n`],
    ['colons', `a${':'.repeat(16_000)}\n`],
    ['where it was sent to, 900 times', 'simpOrigDestination:/a\n'.repeat(700)],
  ])('headers: %s', async (_, headers) => {
    const peer = await scene.connected()
    peer.says(subscribe('/topic/headers', 'a') + subscribe('/topic/headers', 'b'))
    peer.says(send('/topic/headers', headers, 'x'))
    await peer.settles()
  })

  test('64 KiB of one frame, byte by byte: no more is kept', async () => {
    const peer = await scene.connected()
    peer.says('SEND\ndestination:/topic/a\n')
    for (let n = 0; n < 66_000; n++) peer.says('a')
    await expect(peer.closes()).resolves.toBe(1002)
  })

  test.each(
    ['__proto__', 'constructor', '%2F', '%2F%2F..', 'a'.repeat(15_000), '', '*', '{a}', '{a:(b}', '\\c'].map(
      (name) => [name.slice(0, 20), name] as const,
    ),
  )('a user %s', async (_, name) => {
    const peer = await scene.connected(`login:x${name.replace('\\c', 'c').slice(0, 1_000)}\n`)
    for (const rest of ['/queue/x', '/__proto__', '', '/queue/{a:b}'])
      peer.says(subscribe(`/user/${name}${rest}`, rest) + send(`/user/${name}${rest}`))
    await peer.settles()
  })

  test('handlers and interceptors that hang hold up their own session only', async () => {
    for (const destination of ['/app/hangs', '/topic/hangs', '/app/fails']) {
      const peer = await scene.connected()
      peer.says(send(destination))
      for (let n = 0; n < 200; n++) peer.says(send('/topic/nobody', '', 'x'.repeat(10_000)))
      await scene.canary.sings()
    }
  })

  test('what comes behind a fault while something is inflated is not read', async () => {
    const deflated = deflateRawSync('x'.repeat(1_000), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(
      0,
      -4,
    )
    for (let round = 0; round < 20; round++) {
      const raw = await scene.raw(
        request('GET /ws', { ...webSocketHeaders, 'Sec-WebSocket-Extensions': 'permessage-deflate' }),
      )
      await raw.until(/\r\n\r\n/)
      // A close frame of one byte is none; each piece comes by itself.
      for (const piece of [
        clientFrame(0xc1, deflated),
        clientFrame(0x88, 'a'),
        clientFrame(0x81, 'b'),
        clientFrame(0x81, 'c'),
      ]) {
        raw.write(piece)
        await turn()
      }
      await raw.closed
    }
  })

  test('nobody changed what all objects share [hostile F36]', async () => {
    const peer = await scene.connected()
    peer.says(subscribe('/app/prototype', 'p'))
    const [, body = ''] = (await peer.hears('/app/prototype')).split('\n\n')
    const names = JSON.parse(body.slice(0, -1)) as string[]
    expect(names.toSorted()).toEqual(Object.getOwnPropertyNames(Object.prototype).toSorted())
  })

  if (version === '6.2') costly(scene)
})
