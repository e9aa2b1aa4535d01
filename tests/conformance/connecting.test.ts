import { describe, expect, test } from 'vitest'
import { connectHeaders, doors, useTarget, versions } from './target.ts'

describe.each(doors)('over %s', (door) => {
  const target = useTarget(undefined, door)

  test.each(versions)('no two sessions have the same id (%s) [C8]', async (version) => {
    const peers = await Promise.all(Array.from({ length: 20 }, () => target.opens()))
    const sessions = await Promise.all(
      peers.map(async (peer) => (await peer.connects(version)).get('session')),
    )
    expect(new Set(sessions).size).toBe(20)
  })

  test('the ERROR without common version says in plain text which there are [C15]', async () => {
    const peer = await target.opens()
    peer.writes(`CONNECT\naccept-version:9.9\n${connectHeaders}\n␀`)
    const error = await peer.reads('ERROR')
    for (const version of versions) expect(error.text).toContain(version)
  })

  test('the connection without common version is closed (1.2) [C15]', async () => {
    const peer = await target.opens()
    peer.writes(`CONNECT\naccept-version:9.9\n${connectHeaders}\n␀`)
    await peer.isRefused()
  })

  test('clients that come and go quickly do no harm [C11]', async () => {
    for (let round = 0; round < 10; round++) {
      const peers = await Promise.all(Array.from({ length: 20 }, () => target.opens()))
      for (const [index, peer] of peers.entries()) {
        if (index % 4 > 0) peer.writes(`CONNECT\naccept-version:1.2\n${connectHeaders}\n␀`)
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
      ['a bad frame [X2]', 'SEND\n\nx␀'],
      ['DISCONNECT [D2]', 'DISCONNECT\n\n␀'],
    ])('nothing is done behind %s', async (title, frame) => {
      const topic = target.topic()
      const reader = await target.subscribes(topic, version)
      const sender = await target.connects(version)
      sender.writes(`${frame}SEND\ndestination:${topic}\n\nlate␀`)
      if (title.includes('X2')) await sender.reads('ERROR')
      await sender.closed()
      await reader.readsNothing()
    })

    test('half a frame, and gone: nothing was sent [F1]', async () => {
      const topic = target.topic()
      const reader = await target.subscribes(topic, version)
      const sender = await target.connects(version)
      sender.writes(`SEND\ndestination:${topic}\n\nwhole␀SEND\ndestination:${topic}\n\nhal`)
      expect((await reader.reads('MESSAGE')).text).toBe('whole')
      sender.cut()
      await reader.readsNothing()
    })
  })
})
