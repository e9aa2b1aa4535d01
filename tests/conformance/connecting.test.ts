import { describe, expect, test } from 'vitest'
import { useTarget, versions } from './target.ts'

const target = useTarget()

test('no two sessions have the same id [C8]', async () => {
  const peers = await Promise.all(Array.from({ length: 20 }, () => target.opens()))
  const sessions = await Promise.all(peers.map(async (peer) => (await peer.connects('1.2')).get('session')))
  expect(new Set(sessions).size).toBe(20)
})

test('the ERROR without common version says in plain text which there are [C15]', async () => {
  const peer = await target.opens()
  peer.writes('CONNECT\naccept-version:9.9\nhost:any\n\n␀')
  const { error } = await peer.isRefused()
  for (const version of versions) expect(error.text).toContain(version)
})

test('clients that come and go quickly do no harm [C11]', async () => {
  for (let round = 0; round < 10; round++) {
    const peers = await Promise.all(Array.from({ length: 20 }, () => target.opens()))
    for (const [index, peer] of peers.entries()) {
      if (index % 4 > 0) peer.writes('CONNECT\naccept-version:1.2\nhost:any\n\n␀')
      if (index % 4 > 1) peer.writes(`SUBSCRIBE\nid:s\ndestination:${target.topic()}\n\n␀`)
      if (index % 4 > 2) peer.writes('DISCONNECT\n\n␀')
    }
    target.cutPeers()
  }
  await (await target.connects()).readsNothing()
})

describe.each(versions)('at %s', (version) => {
  test('DISCONNECT with receipt: the RECEIPT comes before the close, again and again [D1 D3]', async () => {
    for (let round = 0; round < 20; round++) {
      const peer = await target.connects(version)
      peer.writes(`DISCONNECT\nreceipt:bye-${round}\n\n␀`)
      expect((await peer.reads('RECEIPT')).get('receipt-id')).toBe(`bye-${round}`)
      await peer.closed()
    }
  })

  test('what was sent before the connection failed is still delivered [R4]', async () => {
    const topic = target.topic()
    const reader = await target.subscribes(topic, version)
    const sender = await target.connects(version)
    for (let count = 0; count < 10; count++) sender.writes(`SEND\ndestination:${topic}\n\n${count}␀`)
    sender.writes(`SEND\ndestination:${topic}\nreceipt:r\n\nlast␀`)
    await sender.reads('RECEIPT')
    sender.cut()
    for (let count = 0; count < 10; count++) expect((await reader.reads('MESSAGE')).text).toBe(`${count}`)
    expect((await reader.reads('MESSAGE')).text).toBe('last')
  })

  test.each([
    ['a bad frame', 'SEND\n\nx␀', 'ERROR'],
    ['DISCONNECT', 'DISCONNECT\nreceipt:r\n\n␀', 'RECEIPT'],
  ])('nothing behind %s is done [X2 D2]', async (_, frame, answer) => {
    const topic = target.topic()
    const reader = await target.subscribes(topic, version)
    const sender = await target.connects(version)
    sender.writes(`${frame}SEND\ndestination:${topic}\n\nlate␀`)
    await sender.reads(answer)
    await sender.closed()
    await reader.readsNothing()
  })

  test('half a frame, and gone: nothing was sent', async () => {
    const topic = target.topic()
    const reader = await target.subscribes(topic, version)
    const sender = await target.connects(version)
    sender.writes(`SEND\ndestination:${topic}\n\nwhole␀SEND\ndestination:${topic}\n\nhal`)
    expect((await reader.reads('MESSAGE')).text).toBe('whole')
    sender.cut()
    await reader.readsNothing()
  })
})
