import type { BrokerConfig, Endpoint } from '../index.ts'

/** Where a plain WebSocket connects. Spring refuses one on the base path of SockJS. */
export const plainPath = (
  path: string,
  { sockjs = false }: Endpoint,
  { profile = 'standard' }: BrokerConfig,
): string => (sockjs !== false && profile !== 'standard' ? `${path}/websocket` : path)
