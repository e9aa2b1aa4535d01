import type { Monitor } from '../core/ports.ts'
import { eventLine } from './event-line.ts'
import { paintFor, plain } from './palette.ts'

/**
 * What the command logs, for a broker in a server of one's own: `createBroker(config, { monitor: logEvents() })`.
 * @param write takes one line at a time, without its end. Default: the console, in colours where somebody looks.
 */
export function logEvents(write?: (line: string) => void): Monitor {
  const paint = write === undefined ? paintFor(process.stdout, process.env) : plain
  const writeLine = write ?? ((line: string) => console.log(line))
  return (event) => {
    if (event.type !== 'connecting') writeLine(eventLine(event, new Date(), paint))
  }
}
