import type { Reason } from '../reason.ts'
import type { InvalidBodyError } from '../errors.ts'
import type { StompClient } from '../stomp-client.ts'
import type { Message } from '../subscriptions/message.ts'
import type { Resumption, SubscribeOptions, Subscription } from '../subscriptions/subscription.ts'
import { areThere, board, keyOf, useSource, type Latest, type Source } from './source.ts'

/** Functions may be written inline: the latest one is called, and nothing is subscribed anew. */
export interface ChannelOptions<T> extends Pick<SubscribeOptions, 'headers' | 'ack'> {
  /** How many of the latest messages are shown. 0: none, and a message renders nothing. Default 100. */
  keep?: number
  /** False unsubscribes; what has arrived stays. Default true. */
  enabled?: boolean
  /** Called with each message, whatever `keep` says. */
  onMessage?: (message: Message<T>) => unknown
  /** The session ended; what is sent until `onResumed` will be missed. */
  onInterrupted?: (reason: Reason) => unknown
  /** Subscribed again: the moment to fetch what may have been missed. */
  onResumed?: (resumption: Resumption) => unknown
  /** A body that does not match the schema of the channel was dropped. */
  onInvalid?: (error: InvalidBodyError) => unknown
}

/** What has arrived, and how the subscription is. */
export interface ChannelView<T> {
  /** Oldest first. */
  readonly items: readonly Message<T>[]
  /** The latest message; undefined before the first. */
  readonly last: Message<T> | undefined
  /**
   * `idle`: not enabled. `waiting`: for a session. `pending`: asked for. `active`: messages arrive. `interrupted`: it was active,
   * and will be again with the next session. `ended`: by `error`, or by the server.
   */
  readonly status: 'idle' | 'waiting' | 'pending' | 'active' | 'interrupted' | 'ended'
  /** Why it ended; undefined while it has not. */
  readonly error: Error | undefined
}

interface AnyOptions<T> extends ChannelOptions<T> {
  readonly params?: object
}

export function useAnyChannel<T>(channel: string, options: AnyOptions<T> = {}): ChannelView<T> {
  const { params, headers, ack, enabled = true } = options
  const wanted = { params, headers, ack } as SubscribeOptions
  return useSource(
    keyOf(channel, params, headers, ack),
    options,
    enabled && areThere(params),
    (client, latest: Latest<ChannelOptions<T>>) => channelSource(client, channel, wanted, latest),
  )
}

function channelSource<T>(
  client: StompClient,
  channel: string,
  wanted: SubscribeOptions,
  latest: Latest<ChannelOptions<T>>,
): Source<ChannelView<T>> {
  const atFirst: ChannelView<T> = { items: [], last: undefined, status: 'waiting', error: undefined }
  const take = (message: Message<T>): unknown => {
    const { keep = 100, onMessage } = latest()
    if (keep > 0) show({ items: [...view().items, message].slice(-keep), last: message })
    return onMessage?.(message)
  }
  const begin = (): (() => void) => {
    let subscription: Subscription<T> | undefined
    let wasActive = false
    const look = (): void => {
      if (!subscription) return
      const { status } = subscription
      wasActive ||= status === 'active'
      const seen = wasActive && status !== 'active' && status !== 'ended' ? 'interrupted' : status
      if (seen !== view().status) show({ status: seen })
    }
    const stopLooking = client.onStateChange(look)
    try {
      subscription = client.subscribe<T>(channel, take, wanted)
      subscription.ready.then(look, () => undefined)
      subscription.on('interrupted', (reason) => {
        look()
        return latest().onInterrupted?.(reason)
      })
      subscription.on('resumed', (resumption) => {
        look()
        return latest().onResumed?.(resumption)
      })
      // Without a listener what is dropped is reported.
      if (latest().onInvalid) subscription.on('invalid', (error) => latest().onInvalid?.(error))
      subscription.on('ended', (error) => show({ status: 'ended', error }))
    } catch (error) {
      show({ status: 'ended', error: error as Error })
    }
    look()
    // By then SUBSCRIBE has been sent, if there is a session.
    // Not by `queueMicrotask`, which fake clocks of tests stop.
    void Promise.resolve().then(look)
    return () => {
      stopLooking()
      subscription?.unsubscribe()
      subscription = undefined
      show({ status: 'waiting', error: undefined })
    }
  }
  const shown = board(atFirst, begin)
  const { view, show } = shown
  return { ...shown, off: { status: 'idle' } }
}
