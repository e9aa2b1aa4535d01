import { useInsertionEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { StompClient } from '../stomp-client.ts'
import { useClient } from './stomp-provider.ts'

/** What a hook shows. Rendering only makes it; it begins when it is followed. */
export interface Source<View, Always = unknown> {
  readonly view: () => View
  readonly follow: (changed: () => void) => () => void
  /** On the server, and while hydrating. Default: the view at first. */
  readonly first?: View
  /** What goes with every view. */
  readonly always?: Always
  /** What is different while it is not followed. */
  readonly off?: Partial<View>
}

/** The options of the render that is on screen. */
export type Latest<Options> = () => Options

interface Board<View> extends Source<View> {
  readonly followers: ReadonlySet<() => void>
  readonly show: (change: Partial<View>) => void
}

/** A source that shows what it is told. `begin` runs when somebody follows it, and returns what ends that. */
export function board<View extends object>(view: View, begin: () => () => void): Board<View> {
  const followers = new Set<() => void>()
  return {
    followers,
    view: () => view,
    show(change) {
      view = { ...view, ...change }
      followers.forEach((changed) => changed())
    },
    follow(changed) {
      followers.add(changed)
      const end = begin()
      return () => {
        followers.delete(changed)
        end()
      }
    },
  }
}

const never = () => () => undefined

/** A source stays until the key or the client is another one, so that a new room never shows what was said in the old one. */
export function useSource<Options, View, Always>(
  key: string,
  options: Options,
  isOn: boolean,
  make: (client: StompClient, latest: Latest<Options>) => Source<View, Always>,
): View & Always {
  const client = useClient()
  const create = () => {
    let latest = options
    const take = (next: Options): void => void (latest = next)
    const source = make(client, () => latest)
    return { client, key, take, first: source.view(), ...source }
  }
  const [held, hold] = useState(create)
  let now = held
  if (now.client !== client || now.key !== key) hold((now = create()))
  const { take, first, view, follow, always, off } = now
  useInsertionEffect(() => take(options))
  const seen = useSyncExternalStore(isOn ? follow : never, view, () => first)
  return useMemo(
    () => ({ ...seen, ...always, ...(!isOn && off) }) as View & Always,
    [seen, always, isOn, off],
  )
}

/** Equal for what is written anew in each render. */
export const keyOf = (channel: string, params: object = {}, ...rest: unknown[]): string =>
  JSON.stringify([channel, Object.entries(params).map(String).sort(), ...rest])

export const areThere = (params: object = {}): boolean =>
  Object.values(params).every((value) => value !== undefined && value !== null)
