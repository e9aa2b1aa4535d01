'use client'

export type { ListView, SendItem } from './send-list.ts'
export { createStompHooks, useChannel, useRequest, useSend, type StompHooks } from './stomp-hooks.ts'
export { StompProvider, useClient, type StompProviderProps } from './stomp-provider.ts'
export type { ChannelOptions, ChannelView } from './use-channel.ts'
export { useConnection, type ConnectionView } from './use-connection.ts'
export type { QuestionOptions, RequestView } from './use-request.ts'
export type { SendingOptions, SendView } from './use-send.ts'
