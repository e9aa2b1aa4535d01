import type { SendOptions } from '../sending/send-options.ts'
import type { StompClient } from '../stomp-client.ts'
import { emptyList, sendList, type ListView, type SendList } from './send-list.ts'
import { keyOf, useSource } from './source.ts'

/** Of all that this hook sends. */
export interface SendingOptions extends Omit<SendOptions, 'until' | 'signal' | 'onSent'> {
  /** What is the last state of what went well: `sent`, or `confirmed` by the server's RECEIPT. Default `sent`. */
  until?: 'sent' | 'receipt'
}

/** What was sent, and the function that sends. */
export interface SendView<T> extends ListView<T> {
  /** Never throws: what became of it is in `items`. The same function until the channel or its parameters change. */
  readonly send: (...body: undefined extends T ? [body?: T] : [body: T]) => void
}

interface AnyOptions extends SendingOptions {
  readonly params?: object
}

export function useAnySend<T>(channel: string, options: AnyOptions = {}): SendView<T> {
  const key = keyOf(channel, options.params)
  return useSource(key, options, true, (client, latest) => {
    // Rendering makes no list: a server would keep one for each room ever rendered.
    const list = (): SendList => listOf(client, key)
    return {
      first: emptyList,
      view: () => (lists.get(client)?.get(key)?.view() ?? emptyList) as ListView<T>,
      follow: (changed: () => void) => list().follow(changed),
      always: {
        // Also called late, from the room before: these are the options of this key.
        send: (body?: unknown) =>
          list().send(body, (more) => client.send(channel, body, { ...latest(), ...more })),
      },
    }
  })
}

const lists = new WeakMap<StompClient, Map<string, SendList>>()

/** One per client and key, so that the component that sends and the one that shows it see the same. */
function listOf(client: StompClient, key: string): SendList {
  const ofClient = lists.get(client) ?? new Map<string, SendList>()
  lists.set(client, ofClient)
  const list = ofClient.get(key) ?? sendList(() => ofClient.delete(key))
  ofClient.set(key, list)
  return list
}
