import { describe, expect, test } from 'vitest'
import { wireBytes } from '../support/wire-text.ts'
import { connectHeaders, isOurs, isWebSocket, useTarget, versions } from './target.ts'

const target = useTarget()

describe.runIf(isWebSocket)('over WebSocket', () => {
  describe('sub-protocols', () => {
    test.each([
      [['v10.stomp', 'v11.stomp', 'v12.stomp'], 'v12.stomp'],
      [['v11.stomp', 'v10.stomp'], 'v11.stomp'],
      [['v10.stomp'], 'v10.stomp'],
      [[], ''],
    ])('of %j %j is chosen [O1]', async (offered, chosen) => {
      expect((await target.opens(offered)).protocol).toBe(chosen)
    })

    test('accept-version decides, not the sub-protocol [O1]', async () => {
      const peer = await target.opens(['v10.stomp'])
      expect((await peer.connects('1.2')).get('version')).toBe('1.2')
    })
  })

  describe('a WebSocket message is not a frame', () => {
    test('one message holds many [O2]', async () => {
      const peer = await target.opens()
      const topic = target.topic()
      peer.writes(
        `CONNECT\naccept-version:1.2\n${connectHeaders}\n␀SUBSCRIBE\nid:s\ndestination:${topic}\n\n␀\n\n` +
          `SEND\ndestination:${topic}\n\none␀SEND\ndestination:${topic}\n\ntwo␀SEND\ndestination:${topic}\nreceipt:r\n\n␀`,
      )
      await peer.reads('CONNECTED')
      const answers = [await peer.reads(), await peer.reads(), await peer.reads(), await peer.reads()]
      const messages = answers.filter(({ command }) => command === 'MESSAGE')
      expect(messages.map(({ text }) => text)).toEqual(['one', 'two', ''])
    })

    test('a frame spans many binary ones, cut anywhere [O2 O5]', async () => {
      const peer = await target.connects()
      const topic = target.topic()
      const bytes = wireBytes(`SUBSCRIBE\nid:s\ndestination:${topic}\n\n␀SEND\ndestination:${topic}\n\n한글␀`)
      for (let at = 1; at < bytes.length; at++) {
        peer.writesBytes(bytes.subarray(0, at))
        peer.writesBytes(bytes.subarray(at))
        expect((await peer.reads('MESSAGE')).text).toBe('한글')
        peer.writes('UNSUBSCRIBE\nid:s\n\n␀')
      }
    })
  })

  describe('text and binary', () => {
    test('a client that writes text reads text [O3]', async () => {
      const peer = await target.connects()
      await peer.readsNothing()
      expect(new Set(peer.kinds)).toEqual(new Set(['text']))
    })

    test.runIf(isOurs)('a client that writes binary reads binary [O3]', async () => {
      const peer = await target.opens()
      const topic = target.topic()
      peer.writesBytes(
        wireBytes(
          `CONNECT\naccept-version:1.2\n${connectHeaders}\n␀SUBSCRIBE\nid:s\ndestination:${topic}\n\n␀SEND\ndestination:${topic}\n\nx␀`,
        ),
      )
      await peer.reads('CONNECTED')
      await peer.reads('MESSAGE')
      expect(new Set(peer.kinds)).toEqual(new Set(['binary']))
    })

    test('a body that is no text reaches a client that writes text as it was [O3]', async () => {
      const topic = target.topic()
      const [reader, sender] = [await target.subscribes(topic), await target.connects()]
      sender.writes(`SEND\ndestination:${topic}\ncontent-length:3\n\n⟨ff⟩⟨00⟩⟨fe⟩␀`)
      expect([...(await reader.reads('MESSAGE')).body]).toEqual([0xff, 0, 0xfe])
      expect(reader.kinds.at(-1)).toBe('binary')
    })
  })

  test.each(versions)('DISCONNECT is followed by close code 1000 (%s) [O7]', async (version) => {
    const peer = await target.connects(version)
    peer.writes('DISCONNECT\n\n␀')
    expect((await peer.closed()).code).toBe(1000)
  })

  test.each(versions)('a bad frame is followed by another close code (%s) [O7]', async (version) => {
    const peer = await target.connects(version)
    peer.writes('NO\n\n␀')
    expect((await peer.isRefused()).closing.code).not.toBe(1000)
  })
})
