import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'

/** An empty destination is none of the wire's business: the router says what is wrong with it. */
export function requireHeader({ command, headers }: Frame, header: string): string {
  const value = headers.get(header)
  if (value === undefined || (value === '' && header !== 'destination'))
    throw refusalFor('missingHeader', { command, header })
  return value
}
