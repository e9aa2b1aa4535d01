import { createElement, type ReactElement } from 'react'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  command,
  createClient,
  defineChannels,
  rpc,
  topic,
  type Message,
  type StompClient,
} from '@stompbox/sdk'
import {
  createStompHooks,
  StompProvider,
  useChannel,
  useClient,
  useRequest,
  useSend,
} from '@stompbox/sdk/react'

interface Talk {
  readonly text: string
}

const channels = defineChannels({
  room: topic<Talk>()('/sub/room/{roomId}'),
  alerts: topic<string>()('/sub/alerts'),
  talk: command<Talk>()('/pub/room/{roomId}'),
  wave: command<undefined>()('/pub/wave'),
  history: rpc<{ before: number }, Talk[]>()('/app/room/{roomId}/history', {
    replyTo: '/user/queue/replies',
  }),
  rooms: rpc<undefined, string[]>()('/app/rooms'),
})
const hooks = createStompHooks<typeof channels>()

// For the compiler alone: never called.
function Typed({ roomId }: { roomId: number | undefined }): ReactElement {
  expectTypeOf(hooks.useClient()).toEqualTypeOf<StompClient<typeof channels>>()

  const room = hooks.useChannel('room', {
    params: { roomId },
    keep: 50,
    onMessage: (message) => expectTypeOf(message).toEqualTypeOf<Message<Talk>>(),
  })
  expectTypeOf(room.items).toEqualTypeOf<readonly Message<Talk>[]>()
  expectTypeOf(room.last).toEqualTypeOf<Message<Talk> | undefined>()
  expectTypeOf(hooks.useChannel('alerts').last!.body).toEqualTypeOf<string>()
  expectTypeOf(hooks.useChannel<Talk>('/sub/room/1').last!.body).toEqualTypeOf<Talk>()
  expectTypeOf(hooks.useChannel('/sub/room/1').last!.body).toBeUnknown()
  // @ts-expect-error the room is missing
  hooks.useChannel('room')
  // @ts-expect-error it is called roomId
  hooks.useChannel('room', { params: { id: 1 } })
  // @ts-expect-error there is nothing to fill in
  hooks.useChannel('alerts', { params: { roomId: 1 } })
  // @ts-expect-error no such channel
  hooks.useChannel('rom')
  // @ts-expect-error a command has no messages
  hooks.useChannel('talk', { params: { roomId: 1 } })

  const { send, items } = hooks.useSend('talk', { params: { roomId: 1 }, until: 'receipt' })
  expectTypeOf(send).parameters.toEqualTypeOf<[body: Talk]>()
  expectTypeOf(items[0]!.body).toEqualTypeOf<Talk>()
  hooks.useSend('wave').send()
  hooks.useSend<Talk>('/pub/any').send({ text: 'hi' })
  hooks.useSend('room', { params: { roomId: 1 } }).send({ text: 'hi' })
  // @ts-expect-error where to has to be known by then
  hooks.useSend('talk', { params: { roomId } })
  // @ts-expect-error not what is talked
  send({ txt: 'hi' })
  // @ts-expect-error nobody would tell what became of it
  hooks.useSend('wave', { until: 'queued' })
  // @ts-expect-error a question is asked
  hooks.useSend('rooms')

  expectTypeOf(hooks.useRequest('history', { before: 1 }, { params: { roomId } }).data).toEqualTypeOf<
    Talk[] | undefined
  >()
  expectTypeOf(hooks.useRequest('rooms').data).toEqualTypeOf<string[] | undefined>()
  expectTypeOf(hooks.useRequest<number>('/app/count').data).toEqualTypeOf<number | undefined>()
  // @ts-expect-error the question is missing
  hooks.useRequest('history', { params: { roomId: 1 } })
  // @ts-expect-error the room is missing
  hooks.useRequest('history', { before: 1 })
  // @ts-expect-error a topic answers nothing
  hooks.useRequest('alerts')

  // Without a map everything is a destination.
  expectTypeOf(useChannel<Talk>('/sub/room/1', { onMessage: ({ body }) => body.text }).last).toEqualTypeOf<
    Message<Talk> | undefined
  >()
  expectTypeOf(useSend<Talk>('/pub/any').send).parameters.toEqualTypeOf<[body: Talk]>()
  useSend('/pub/any').send()
  expectTypeOf(useRequest<Talk>('/app/any', 1).data).toEqualTypeOf<Talk | undefined>()
  expectTypeOf(useClient<typeof channels>()).toEqualTypeOf<StompClient<typeof channels>>()

  const client = createClient('ws://stomp.test/', { channels })
  createElement(hooks.StompProvider, { client })
  return createElement(StompProvider, { client })
}

describe('the types of the hooks', () => {
  test('are checked by the compiler; the hooks are the same for every map', () => {
    expect(Typed).toBeTypeOf('function')
    expect(createStompHooks<typeof channels>()).toEqual(createStompHooks())
    expect(hooks.useChannel).toBe(useChannel)
  })
})
