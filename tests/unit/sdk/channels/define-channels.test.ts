import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { command, defineChannels, rpc, topic } from '@stompbox/sdk'

const schema = z.string()

describe('a channel', () => {
  test('is a frozen value', () => {
    const values = [
      [topic('/sub/a'), { kind: 'topic', destination: '/sub/a', schema: undefined, onInvalid: 'drop' }],
      [topic('/sub/{a}', schema), { kind: 'topic', destination: '/sub/{a}', schema, onInvalid: 'drop' }],
      [
        topic('/sub/a', schema, { onInvalid: 'end' }),
        { kind: 'topic', destination: '/sub/a', schema, onInvalid: 'end' },
      ],
      [topic<string>()('/a'), { kind: 'topic', destination: '/a', schema: undefined, onInvalid: 'drop' }],
      [
        topic<string>()('/a', { onInvalid: 'deliver' }),
        { kind: 'topic', destination: '/a', schema: undefined, onInvalid: 'deliver' },
      ],
      [command('/pub/a'), { kind: 'command', destination: '/pub/a', schema: undefined }],
      [command('/pub/a', schema), { kind: 'command', destination: '/pub/a', schema }],
      [command<string>()('/pub/a'), { kind: 'command', destination: '/pub/a', schema: undefined }],
      [
        rpc('/app/a', { reply: schema }),
        { kind: 'rpc', destination: '/app/a', request: undefined, reply: schema, replyTo: undefined },
      ],
      [
        rpc('/pub/a', { request: schema, replyTo: '/user/queue/replies' }),
        {
          kind: 'rpc',
          destination: '/pub/a',
          request: schema,
          reply: undefined,
          replyTo: '/user/queue/replies',
        },
      ],
      [
        rpc<number, string>()('/pub/a', { replyTo: '/user/queue/replies' }),
        {
          kind: 'rpc',
          destination: '/pub/a',
          request: undefined,
          reply: undefined,
          replyTo: '/user/queue/replies',
        },
      ],
    ] as const
    for (const [channel, expected] of values) {
      expect(channel).toEqual(expected)
      expect(Object.isFrozen(channel)).toBe(true)
    }
  })

  test.each(['sub/a', '', '/a/{}', '/a/{', '/a/}', '/a/{b', '/a/{b{c}}', '/a/{b/c}', '/page/{n:[0-9]+}'])(
    'has no destination %j',
    (destination) => {
      for (const make of [topic, command, rpc] as ((destination: string) => unknown)[]) {
        expect(() => make(destination)).toThrow(TypeError)
        expect(() => make(destination)).toThrow(`${destination} is no destination of a channel`)
      }
    },
  )
})

describe('defineChannels', () => {
  test('gives a frozen map of the same channels', () => {
    const given = { a: topic('/a'), b: command('/b') }
    const channels = defineChannels(given)
    expect(channels).toEqual(given)
    expect(channels.a).toBe(given.a)
    expect(Object.isFrozen(channels)).toBe(true)
    expect(Object.isFrozen(given)).toBe(false)
  })

  test('takes no key that could be a destination', () => {
    // @ts-expect-error -- Type 'Topic<"/a", unknown, unknown>' is not assignable to type '"a key without the slash"'
    expect(() => defineChannels({ '/a': topic('/a') })).toThrow('/a is no channel')
  })

  test('takes nothing but channels', () => {
    // @ts-expect-error -- types only is called twice
    expect(() => defineChannels({ a: topic<number>() })).toThrow('a is no channel')
    // @ts-expect-error -- a destination
    expect(() => defineChannels({ a: '/a' })).toThrow('a is no channel')
    // @ts-expect-error -- nothing
    expect(() => defineChannels({ a: undefined })).toThrow('a is no channel')
    // @ts-expect-error -- nothing
    expect(() => defineChannels({ a: null })).toThrow('a is no channel')
  })
})
