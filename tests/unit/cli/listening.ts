import type { Listening } from '../../../broker/src/cli/banner.ts'

export const listening: Listening = {
  version: '1.2.3',
  readyMs: 122.3,
  host: 'localhost',
  port: 8080,
  tcpUrl: undefined,
  profile: 'standard',
  endpoints: [
    { path: '/ws-stomp', plainPath: '/ws-stomp', sockjs: true },
    { path: '/ws', plainPath: '/ws', sockjs: false },
  ],
  prefixes: { application: ['/pub', '/app'], broker: ['/sub', '/topic'] },
  allowedOrigins: [],
  page: undefined,
  config: undefined,
  follows: true,
  networkAddresses: [],
}
