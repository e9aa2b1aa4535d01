import type { ReactElement } from 'react'
import type {
  AnswerOf,
  Asked,
  ChannelMap,
  DestinationBeside,
  IncomingOf,
  NoChannels,
  Outgoing,
  Params,
  Rpcs,
  Sendables,
  SubscribeRest,
  Topics,
} from '../channels/channel.ts'
import type { StompClient } from '../stomp-client.ts'
import { StompProvider, useClient, type StompProviderProps } from './stomp-provider.ts'
import { useAnyChannel, type ChannelOptions, type ChannelView } from './use-channel.ts'
import { useConnection, type ConnectionView } from './use-connection.ts'
import { useAnyRequest, type QuestionOptions, type RequestView } from './use-request.ts'
import { useAnySend, type SendingOptions, type SendView } from './use-send.ts'

/** Parameters that are not known yet: the hook waits for them, as with `enabled: false`. */
type Perhaps<Values> = { readonly [Name in keyof Values]: Values[Name] | null | undefined }

type WithPerhaps<C, Options> = C extends { readonly destination: infer Template extends string }
  ? [keyof Params<Template>] extends [never]
    ? [options?: Options]
    : [options: Options & { readonly params: Perhaps<Params<Template>> }]
  : never

type WithQuestion<Body, Rest> = Rest extends [options: infer Options]
  ? [body: Body, options: Options]
  : undefined extends Body
    ? [body?: Body, options?: QuestionOptions]
    : [body: Body, options?: QuestionOptions]

type ChannelRest<C extends ChannelMap, Key, Options> = Key extends keyof C
  ? WithPerhaps<C[Key], Options>
  : [options?: Options]
type QuestionRest<C extends ChannelMap, Key> = Key extends keyof C
  ? WithQuestion<Asked<C[Key]>, WithPerhaps<C[Key], QuestionOptions>>
  : [body?: unknown, options?: QuestionOptions]
type OutgoingOf<C extends ChannelMap, Key, Named> = Key extends keyof C ? Outgoing<C[Key]> : Named

/** As properties, so that they may be taken apart. */
export interface StompHooks<C extends ChannelMap> {
  /** Gives the client to the hooks below, and connects it. */
  readonly StompProvider: (props: StompProviderProps<C>) => ReactElement
  /** The client of the provider. @throws Error when there is none. */
  readonly useClient: () => StompClient<C>
  /** The state of the client, and `retry()`. On the server, and while hydrating: `idle`. */
  readonly useConnection: () => ConnectionView
  /** Subscribes while mounted. Parameters and options may be written inline. */
  readonly useChannel: <T = unknown, K extends keyof Topics<C> | DestinationBeside<C> = DestinationBeside<C>>(
    channel: K,
    ...options: ChannelRest<C, K, ChannelOptions<IncomingOf<C, K, T>>>
  ) => ChannelView<IncomingOf<C, K, T>>
  /** Sends, and tells what became of it. All who name the same channel and parameters see the same items. */
  readonly useSend: <T = unknown, K extends keyof Sendables<C> | DestinationBeside<C> = DestinationBeside<C>>(
    channel: K,
    ...options: SubscribeRest<C, K, SendingOptions>
  ) => SendView<OutgoingOf<C, K, T>>
  /**
   * Asks once connected, and again when the channel, its parameters or the body are others. What a lost session leaves unanswered is
   * asked again in the next: only for questions that may be asked twice.
   */
  readonly useRequest: <T = unknown, K extends keyof Rpcs<C> | DestinationBeside<C> = DestinationBeside<C>>(
    channel: K,
    ...bodyAndOptions: QuestionRest<C, K>
  ) => RequestView<AnswerOf<C, K, T>>
}

/** The hooks, typed by a channel map: `createStompHooks<typeof channels>()`. They are the same functions for every map. */
export function createStompHooks<C extends ChannelMap = NoChannels>(): StompHooks<C> {
  return {
    StompProvider,
    useClient: useClient<C>,
    useConnection,
    useChannel: useAnyChannel,
    useSend: useAnySend,
    useRequest: useAnyRequest as StompHooks<C>['useRequest'],
  }
}

// Without a map, for destinations.
/** As in {@link StompHooks}, without a channel map. */
export const useChannel: StompHooks<NoChannels>['useChannel'] = useAnyChannel
/** As in {@link StompHooks}, without a channel map. */
export const useSend: StompHooks<NoChannels>['useSend'] = useAnySend
/** As in {@link StompHooks}, without a channel map. */
export const useRequest = useAnyRequest as StompHooks<NoChannels>['useRequest']
