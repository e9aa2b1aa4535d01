import { createContext, createElement, useContext, useEffect, type ReactElement, type ReactNode } from 'react'
import type { ChannelMap, NoChannels } from '../channels/channel.ts'
import type { StompClient } from '../stomp-client.ts'
import { hold } from './hold.ts'

/** The client of all that is below. */
export interface StompProviderProps<C extends ChannelMap> {
  /** Made outside of React, once. */
  client: StompClient<C>
  /**
   * Default true: connects once mounted, with `keepTrying`, and disconnects once unmounted. A client that is connected
   * already is left alone; with false it always is.
   */
  connect?: boolean
  /** What may use the hooks. */
  children?: ReactNode
}

const StompContext = createContext<StompClient | undefined>(undefined)

/** Gives the client to the hooks below. */
export function StompProvider<C extends ChannelMap>(props: StompProviderProps<C>): ReactElement {
  const { connect = true, children } = props
  const client = props.client as StompClient<ChannelMap> as StompClient
  useEffect(() => (connect ? hold(client) : undefined), [client, connect])
  return createElement(StompContext.Provider, { value: client }, children)
}

/** The client of the `<StompProvider>` above. @throws Error when there is none. */
export function useClient<C extends ChannelMap = NoChannels>(): StompClient<C> {
  const client = useContext(StompContext)
  if (!client) throw new Error('There is no <StompProvider client={…}> above this component.')
  return client as StompClient<ChannelMap> as StompClient<C>
}
