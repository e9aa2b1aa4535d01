export { createTestServer, type NextOptions, type TestServer, type TestServerOptions } from './test-server.ts'
export type {
  ClientCommand,
  ErrorFrame,
  Handler,
  ReceivedFrame,
  Reply,
  SessionActions,
  TestSession,
  TestSubscription,
} from './test-session.ts'
export type { TestSocket } from './test-socket.ts'
