import type { Frame } from '../../frame/decoder.ts'
import { Refusal } from '../errors.ts'

export function requireHeader({ command, headers }: Frame, header: string): string {
  const value = headers.get(header)
  if (value === undefined || value === '') throw new Refusal('missingHeader', { command, header })
  return value
}
