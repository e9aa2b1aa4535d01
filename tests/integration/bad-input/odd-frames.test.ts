import { describe, expect, test } from 'vitest'
import { closeCodeOver, everyWay } from '../../support/stomp-peer.ts'
import { useScene } from './scene.ts'

// What looks hostile and is legal: it is done as written, and the session lives.
const scene = useScene({
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
  tcp: { port: 0 },
  // What is done as written may be much at once.
  limits: { maxFramesPerSecond: 1_000_000, maxBytesPerSecond: 2 ** 30, maxSubscriptions: 1_000 },
})

describe.each(everyWay)('over %s', (way) => {
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

  test('a raw colon in a value is passed on escaped [hostile F14]', async () => {
    const peer = await scene.opens(way)
    peer.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\n\n␀')
    peer.writes('SEND\ndestination:/topic/odd\nat:12:30:00\n\n␀')
    expect((await peer.reads('MESSAGE')).lines).toContain('at:12\\c30\\c00')
  })

  test('a backslash and an n of 1.0 is no line end, in 1.0 and in 1.2 [hostile F16]', async () => {
    const old = await scene.opens(way, 'connected', '', '1.0')
    const young = await scene.opens(way)
    for (const peer of [old, young]) {
      peer.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nreceipt:r\n\n␀')
      await peer.readsReceipt('r')
    }
    old.writes('SEND\ndestination:/topic/odd\na:b\\nX:y\n\n␀')
    expect((await old.reads('MESSAGE')).lines).toContain('a:b\\nX:y')
    expect((await young.reads('MESSAGE')).lines).toContain('a:b\\\\nX\\cy')
  })

  test('a line end in a value is left out where 1.0 has no way to say it [hostile F17]', async () => {
    const old = await scene.opens(way, 'connected', '', '1.0')
    const young = await scene.opens(way)
    old.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nreceipt:r\n\n␀')
    await old.readsReceipt('r')
    young.writes('SEND\ndestination:/topic/odd\na:b\\nX:y\nlast:z\n\nbody␀')
    const { lines, text } = await old.reads('MESSAGE')
    expect([lines.filter((line) => /^[aX]:/.test(line)), lines.includes('last:z'), text]).toEqual([
      [],
      true,
      'body',
    ])
  })

  test('of a repeated header the first is passed on [hostile F19]', async () => {
    const peer = await scene.opens(way)
    peer.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\n\n␀')
    peer.writes('SEND\ndestination:/topic/odd\na:1\ndestination:/topic/other\na:2\n\n␀')
    const { lines } = await peer.reads('MESSAGE')
    expect(lines.filter((line) => /^(a|destination):/.test(line)).toSorted()).toEqual([
      'a:1',
      'destination:/topic/odd',
    ])
  })

  test('NULs in a counted body arrive [hostile F26]', async () => {
    const peer = await scene.opens(way)
    peer.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\n\n␀')
    peer.writes('SEND\ndestination:/topic/odd\ncontent-length:5\n\n␀a␀b␀␀')
    expect((await peer.reads('MESSAGE')).text).toBe('\0a\0b\0')
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

  test('1,000 overlapping patterns: one MESSAGE for each [hostile T22]', async () => {
    const peer = await scene.opens(way)
    const pattern = (n: number): string => `/topic/${n % 2 === 0 ? '**' : '*'}/${'?'.repeat(n % 3)}*/c`
    for (let n = 0; n < 1_000; n++)
      peer.writes(`SUBSCRIBE\nid:${n}\ndestination:${pattern(n)}\n${n === 999 ? 'receipt:r\n' : ''}\n␀`)
    await peer.readsReceipt('r')
    peer.writes('SEND\ndestination:/topic/a/bbb/c\nreceipt:s\n\n␀')
    const ids = new Set<string>()
    for (let n = 0; n < 1_000; n++) ids.add((await peer.reads('MESSAGE')).get('subscription')!)
    await peer.readsReceipt('s')
    expect(ids.size).toBe(1_000)
  })

  test('of a delivery only its own id settles it, once [hostile T24]', async () => {
    const [reader, other] = [await scene.opens(way), await scene.opens(way)]
    reader.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nack:client-individual\n\n␀')
    reader.writes('SEND\ndestination:/topic/odd\n\n␀')
    const id = (await reader.reads('MESSAGE')).get('ack')!
    other.writes(`ACK\nid:${id}\n\n␀`)
    expect((await other.isRefused()).error.get('code')).toBe('unknown-id')
    reader.writes(`ACK\nid:${id}\nreceipt:1\n\n␀`)
    await reader.readsReceipt('1')
    reader.writes(`ACK\nid:${id}\n\n␀`)
    expect((await reader.isRefused()).error.get('code')).toBe('unknown-id')
  })

  test('a delivery that needs no ACK takes none [hostile T25]', async () => {
    const peer = await scene.opens(way)
    peer.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\n\n␀SEND\ndestination:/topic/odd\n\n␀')
    const message = await peer.reads('MESSAGE')
    expect(message.get('ack')).toBeUndefined()
    peer.writes(`ACK\nid:${message.get('message-id')}/a\n\n␀`)
    expect((await peer.isRefused()).error.get('code')).toBe('unknown-id')
  })

  test('who never says ACK is cut at the 1,001st message, and only he [hostile T26]', async () => {
    const [reader, sender] = [await scene.opens(way), await scene.opens(way)]
    reader.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nack:client\nreceipt:r\n\n␀')
    await reader.readsReceipt('r')
    const message = 'SEND\ndestination:/topic/odd\n\nx␀'
    sender.writes(message.repeat(1_000))
    for (let n = 0; n < 1_000; n++) await reader.reads('MESSAGE')
    sender.writes(message)
    const { error, closing } = await reader.isRefused()
    expect([error.get('code'), closing.code]).toEqual(['limit-unacked', closeCodeOver(way, 1008)])
    await sender.readsNothing()
  })

  test('what is not wanted is not sent again [hostile T27]', async () => {
    const peer = await scene.opens(way)
    peer.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nack:client\n\n␀')
    peer.writes('SEND\ndestination:/topic/odd\n\n␀')
    peer.writes(`NACK\nid:${(await peer.reads('MESSAGE')).get('ack')}\n\n␀`)
    await peer.readsNothing()
  })

  test('who goes with a transaction open has sent nothing of it [hostile T30]', async () => {
    const reader = await scene.opens(way)
    reader.writes('SUBSCRIBE\nid:a\ndestination:/topic/held\nreceipt:r\n\n␀')
    await reader.readsReceipt('r')
    const [gone, leaving] = [await scene.opens(way, 'transaction'), await scene.opens(way, 'transaction')]
    gone.cut()
    leaving.writes('DISCONNECT\nreceipt:bye\n\n␀')
    await leaving.readsReceipt('bye')
    await leaving.closed()
    await reader.readsNothing()
  })

  test('one id of a receipt, many times: echoed each time, as it was written [hostile T31]', async () => {
    const peer = await scene.opens(way)
    for (let n = 0; n < 3; n++) peer.writes('SEND\ndestination:/topic/odd\nreceipt:a\\nb\\cc\n\n␀')
    for (let n = 0; n < 3; n++) expect((await peer.reads('RECEIPT')).lines).toContain('receipt-id:a\\nb\\cc')
    await peer.readsNothing()
  })

  test('nothing is done behind a DISCONNECT [hostile T33]', async () => {
    const [reader, leaving] = [await scene.opens(way), await scene.opens(way)]
    reader.writes('SUBSCRIBE\nid:a\ndestination:/topic/odd\nreceipt:r\n\n␀')
    await reader.readsReceipt('r')
    leaving.writes('DISCONNECT\nreceipt:bye\n\n␀SEND\ndestination:/topic/odd\nreceipt:late\n\nlate␀')
    await leaving.readsReceipt('bye')
    expect((await leaving.closed()).code).toBe(closeCodeOver(way, 1000))
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
