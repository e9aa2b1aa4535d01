import type { Message } from '../../frame/encoder.ts'
import { fail, Thing, type Value } from './values.ts'

/** What an expression begins at: `#root`. */
export const wholeMessage = new Thing('message')
const allHeaders = new Thing('headers')

/** `value.name`. Of the message only its headers are seen; of them the sender's first, but for the destination. */
export function property(value: Value, name: string, message: Message): Value {
  if (value === wholeMessage) return name === 'headers' ? allHeaders : null
  if (value !== allHeaders) return fail()
  if (name.toLowerCase() === 'destination') return message.destination
  return nativeHeaders(message).get(name)?.[0] ?? messageHeader(name, message)
}

/** `value[key]`. Headers have only those of Spring's own message here, not the sender's. */
export function element(value: Value, key: Value, message: Message): Value {
  if (key === null) return fail()
  if (value === allHeaders) return messageHeader(key, message)
  if (value instanceof Map) return (value as ReadonlyMap<Value, Value>).get(key) ?? null
  if (typeof value === 'string' || Array.isArray(value))
    return (value as string | readonly Value[])[indexOf(key)] ?? fail()
  return fail()
}

function indexOf(key: Value): number {
  if (typeof key === 'bigint') return Number(key)
  return typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : fail()
}

function messageHeader(name: Value, message: Message): Value {
  const contentType = message.headers.get('content-type')
  if (name === 'simpDestination') return message.destination
  if (name === 'simpMessageType') return new Thing('MESSAGE')
  if (name === 'contentType' && contentType !== undefined) return new Thing(contentType)
  return name === 'nativeHeaders' ? nativeHeaders(message) : null
}

/** Read once for all subscribers, whose selectors are asked one after the other. */
let last: { readonly message: Message; readonly values: ReadonlyMap<string, readonly string[]> } | undefined

function nativeHeaders(message: Message): ReadonlyMap<string, readonly string[]> {
  if (last?.message !== message) last = { message, values: valuesByName(message) }
  return last.values
}

function valuesByName({ headers }: Message): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  for (const [name, value] of headers.lines()) {
    const found = values.get(name)
    if (found) found.push(value)
    else values.set(name, [value])
  }
  return values
}
