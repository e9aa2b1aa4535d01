import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'

/**
 * An empty destination is none of the wire's business: the router says what is wrong with it.
 * @param isEmptyLegal whether an empty value is one.
 */
export function requireHeader(
  { command, headers }: Frame,
  header: string,
  isEmptyLegal = header === 'destination',
): string {
  const value = headers.get(header)
  if (value === undefined || (value === '' && !isEmptyLegal))
    throw refusalFor('missingHeader', { command, header })
  return value
}
