export type { Message } from './body.ts'
export {
  connect,
  createClient,
  type SendOptions,
  type StompClient,
  type SubscribeOptions,
  type Subscription,
} from './client.ts'
export { ConnectError, NotConnectedError, ReceiptError } from './errors.ts'
export type { StompHeaders } from './headers.ts'
export type { ClientOptions } from './options.ts'
export type { Reason } from './reason.ts'
export type { ConnectionState } from './state.ts'
export type { WebSocketFactory, WebSocketLike } from './web-socket.ts'
