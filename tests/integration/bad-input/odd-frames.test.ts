import { describe, expect, test } from 'vitest'
import type { Way } from '../../support/stomp-peer.ts'
import { useScene } from './scene.ts'

// What looks hostile and is legal: it is done as written, and the session lives.
const scene = useScene()
const ways = ['websocket', 'sockjs websocket', 'sockjs xhr'] as const satisfies Way[]

const x = (count: number): string => 'x'.repeat(count)

describe.each(ways)('over %s', (way) => {
  test.each([
    ['NULs and line ends [hostile F1]', '␀\n␀\n'.repeat(5_000)],
    [
      'two equal content-lengths [hostile F20]',
      'SEND\ndestination:/topic/odd\ncontent-length:1\ncontent-length:1\n\nx␀',
    ],
    ['100 headers', `SEND\ndestination:/topic/odd\n${'a:b\n'.repeat(99)}\nx␀`],
    ['a header line of 4 KiB', `SEND\ndestination:/topic/odd\na:${x(4_094)}\n\nx␀`],
    ['a body of 1 MiB [hostile F32]', `SEND\ndestination:/topic/odd\n\n${x(2 ** 20)}␀`],
    ['a destination that nobody subscribed', 'SEND\ndestination:/topic/odd/__proto__\n\nx␀'],
    ['a chat message that fails, without a receipt', 'SEND\ndestination:/pub/chat/message\n\nnot JSON␀'],
  ])('%s', async (_, wire) => {
    const peer = await scene.opens(way)
    peer.writes(wire)
    await peer.readsNothing()
  })

  test.each([
    ['headers of the name of an object’s own [hostile F36]', '', '__proto__:a\nconstructor:b\ntoString:c\n'],
    ['an escaped header line [hostile F18]', '', 'a\\cb\\nX\\cy:z\n'],
    ['emoji in the destination [hostile F42]', '😀', 'a:b\n'],
  ])('%s arrives as it was', async (_, suffix, headers) => {
    const peer = await scene.opens(way)
    peer.writes(`SUBSCRIBE\nid:__proto__\ndestination:/topic/odd${suffix}\n\n␀`)
    peer.writes(`SEND\ndestination:/topic/odd${suffix}\n${headers}\nx␀`)
    const message = await peer.reads('MESSAGE')
    expect(message.get('subscription')).toBe('__proto__')
    for (const line of headers.trimEnd().split('\n')) expect(message.lines).toContain(line)
    await peer.readsNothing()
  })

  test('headers that only the server may say are not passed on [hostile F37]', async () => {
    const peer = await scene.opens(way)
    const forged = ['message-id', 'subscription', 'ack', 'user', 'redelivered', 'offset'].map(
      (name) => `${name}:forged`,
    )
    peer.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\n\n␀')
    peer.writes(`SEND\ndestination:/topic/odd\n${forged.join('\n')}\n\nx␀`)
    const { lines } = await peer.reads('MESSAGE')
    expect(lines.filter((line) => line.includes('forged'))).toEqual([])
  })

  test('half a frame, then gone: it never was [hostile F39]', async () => {
    const [reader, leaving] = [await scene.opens(way), await scene.opens(way)]
    reader.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nreceipt:r\n\n␀')
    await reader.reads('RECEIPT')
    leaving.writes('SEND\ndestination:/topic/odd\n\nwhole␀SEND\ndestination:/topic/odd\n\nhal')
    expect((await reader.reads('MESSAGE')).text).toBe('whole')
    leaving.cut()
    await reader.readsNothing()
  })

  test('10,000 frames in one message are all done, and nobody has to wait for them [hostile F38]', async () => {
    const peer = await scene.opens(way)
    peer.writes(
      Array.from({ length: 10_000 }, (_, n) => `SEND\ndestination:/topic/odd\nreceipt:${n}\n\n␀`).join(''),
    )
    for (let n = 0; n < 10_000; n++) expect((await peer.reads('RECEIPT')).get('receipt-id')).toBe(`${n}`)
  })
})

test('a text that is none arrives as the bytes it is [hostile F35]', async () => {
  const [reader, sender] = [await scene.opens(), await scene.opens()]
  reader.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nreceipt:r\n\n␀')
  await reader.reads('RECEIPT')
  sender.writes('SEND\ndestination:/topic/odd\ncontent-type:text/plain\n\n⟨ff⟩⟨fe⟩␀')
  expect([...(await reader.reads('MESSAGE')).body]).toEqual([0xff, 0xfe])
})

// SockJS carries text alone; the message cannot be said there, and the one after it can.
test.each(['sockjs websocket', 'sockjs xhr'] as const)('over %s such a message is left out', async (way) => {
  const [reader, sender] = [await scene.opens(way), await scene.opens()]
  reader.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nreceipt:r\n\n␀')
  await reader.reads('RECEIPT')
  sender.writes('SEND\ndestination:/topic/odd\n\n⟨ff⟩⟨fe⟩␀SEND\ndestination:/topic/odd\n\nafter␀')
  expect((await reader.reads('MESSAGE')).text).toBe('after')
})
