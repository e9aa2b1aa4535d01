import type { Monitor } from '../core/events.ts'
import { eventLine, isDetail } from './event-line.ts'
import { paper, screenFor } from './screen.ts'

/**
 * What the command logs, for a broker in a server of one's own: `createBroker(config, { monitor: logEvents() })`.
 * @param write takes one line at a time, without its end. Default: the console, in colours and as wide as it is where
 *   somebody looks.
 */
export function logEvents(write?: (line: string) => void): Monitor {
  const screen = write === undefined ? screenFor(process.stdout, process.env) : paper
  const writeLine = write ?? ((line: string) => console.log(line))
  return (event) => {
    if (event.type !== 'connecting' && !isDetail(event)) writeLine(eventLine(event, new Date(), screen))
  }
}
