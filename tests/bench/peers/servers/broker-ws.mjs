/** The very `ws` that the broker stands on, `bufferutil` included where it is there. */
import { createRequire } from 'node:module'

export const { WebSocketServer } = createRequire(new URL('../../../../broker/package.json', import.meta.url))(
  'ws',
)
