import { dirname, resolve } from 'node:path'
import { type BrokerConfig, defineBroker } from '@stompbox/broker'

// Whatever else the machine does: to be late is no reason to turn the pages of a test away.
const file = process.env.STOMPBOX_PAGE_CONFIG!
const { default: config } = (await import(file)) as { default: BrokerConfig }

export default defineBroker({
  ...config,
  ...(config.static !== undefined && { static: resolve(dirname(file), config.static) }),
  limits: { ...config.limits, maxLoopDelayMs: 60_000 },
})
