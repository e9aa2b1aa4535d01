export type { Channel, ChannelMap, Command, NoChannels, OnInvalid, Rpc, Topic } from './channels/channel.ts'
export { command, defineChannels, rpc, topic, type TopicOptions } from './channels/define-channels.ts'
export type { Issue, SchemaResult, StandardSchema } from './channels/standard-schema.ts'
export { connect, createClient } from './client.ts'
export type { Reason } from './reason.ts'
export type { ConnectionState, StateOf, Status } from './connection/state.ts'
export {
  ConnectError,
  InvalidBodyError,
  NotSentError,
  OverflowError,
  ReceiptError,
  RequestError,
  StaleDeliveryError,
  SubscriptionError,
  TransactionError,
  type NotSentWhy,
  type Unsent,
} from './errors.ts'
export type { AttemptContext, ClientOptions, OutboxOptions, ReconnectOptions } from './options.ts'
export type { RequestOptions } from './sending/request.ts'
export type { SendOptions, SendOutcome, WhenOffline } from './sending/send-options.ts'
export type { Transaction, TransactionSendOptions } from './sending/transaction.ts'
export type { ConnectOptions, MessageHandler, StompClient } from './stomp-client.ts'
export type { AcknowledgeOptions, Message } from './subscriptions/message.ts'
export type {
  AckMode,
  BufferOptions,
  Resumption,
  SubscribeOptions,
  Subscription,
  SubscriptionEvents,
  SubscriptionStatus,
} from './subscriptions/subscription.ts'
export type { StompHeaders } from './wire/headers.ts'
export type { WebSocketFactory, WebSocketLike } from './wire/web-socket.ts'
