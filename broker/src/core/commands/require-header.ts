import type { Frame } from '../../frame/decoder.ts'
import { Refusal } from '../errors.ts'

/** An empty destination is none of the wire's business: the router says what is wrong with it. */
export function requireHeader({ command, headers }: Frame, header: string): string {
  const value = headers.get(header)
  if (value === undefined || (value === '' && header !== 'destination'))
    throw new Refusal('missingHeader', { command, header })
  return value
}
