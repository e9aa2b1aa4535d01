import type { Inbound } from '../core/ports.ts'
import { decodeStrictly, decodeUtf8 } from '../frame/utf8.ts'
import { BodyError, ValidationError } from './body-errors.ts'
import type { SchemaResult, StandardSchemaV1 } from './standard-schema.ts'

/** What a handler wants its body to be: in Spring a POJO, a String, a byte[], or a validated POJO. */
export type BodyOption = 'json' | 'text' | 'bytes' | StandardSchemaV1

/** @returns the body; a promise of it where a schema takes its time. @throws BodyError, ValidationError */
export type ReadBody = (inbound: Inbound) => unknown

/** @throws TypeError for what is no way to read a body. */
export function bodyReader(option: BodyOption): ReadBody {
  if (option === 'json') return readJson
  if (option === 'text') return readText
  if (option === 'bytes') return readBytes
  if (isSchema(option)) return (inbound) => check(inbound, option, readJson(inbound))
  throw new TypeError(`body: ${String(option)} is none of 'json', 'text', 'bytes' and a Standard Schema.`)
}

// ArkType's schemas are functions.
const isSchema = (option: unknown): option is StandardSchemaV1 =>
  ((typeof option === 'object' && option !== null) || typeof option === 'function') && '~standard' in option

/**
 * The body as its content-type says: JSON as a value, `text/*` as a string, anything else as bytes. Without a
 * content-type, as most browser code sends it: JSON if it is JSON, else text, else bytes. Empty: undefined.
 * @throws BodyError for JSON that is not, or text that is not.
 */
export function readAsItComes({ body, headers, destination }: Inbound): unknown {
  const type = mediaType(headers.get('content-type') ?? '')
  if (type.startsWith('text/')) return decodeText(body, destination)
  if (body.length === 0) return undefined
  if (type === '') return guess(body)
  return isJson(type) ? decodeJson(body, destination) : body
}

/** Of a channel: as {@link readAsItComes}, but a string that says not what it is stays one, unless it is an object or array. */
export function channelReader(schema: StandardSchemaV1 | undefined): ReadBody {
  return schema ? (inbound) => check(inbound, schema, readAsSent(inbound)) : readAsSent
}

function readAsSent(inbound: Inbound): unknown {
  const value = readAsItComes(inbound)
  if (contentType(inbound) !== '' || (typeof value === 'object' && value !== null)) return value
  return decodeText(inbound.body, inbound.destination)
}

/** Converts as Spring does for a POJO. */
function readJson(inbound: Inbound): unknown {
  const { body, destination } = required(inbound)
  const type = contentType(inbound)
  if (type !== '' && !isJson(type)) throw wrongType(inbound, 'application/json')
  const value = decodeJson(body, destination)
  if (value === null) throw BodyError.of('emptyBody', { destination })
  return value
}

/** Converts as Spring does for a String: of JSON, the string it says, or a number or boolean as it is written. */
function readText(inbound: Inbound): string {
  const { body, destination, headers } = required(inbound)
  const type = contentType(inbound)
  if (type === '') return decodeText(body, destination)
  if (type === 'text/plain') return decodeCharset(body, destination, charset(headers.get('content-type')!))
  if (!isJson(type)) throw wrongType(inbound, 'text/plain')
  const value = decodeJson(body, destination)
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return decodeUtf8(body).trim()
  throw BodyError.of('noString', { destination })
}

const readBytes = (inbound: Inbound): Uint8Array => required(inbound).body

function check(inbound: Inbound, schema: StandardSchemaV1, body: unknown): unknown {
  const result = schema['~standard'].validate(body)
  const accept = (found: SchemaResult<unknown>): unknown => {
    if (found.issues) throw new ValidationError(inbound.destination, found.issues)
    return found.value
  }
  return result instanceof Promise ? result.then(accept) : accept(result)
}

function required(inbound: Inbound): Inbound {
  if (inbound.body.length === 0) throw BodyError.of('emptyBody', { destination: inbound.destination })
  return inbound
}

const contentType = ({ headers }: Inbound): string => mediaType(headers.get('content-type') ?? '')
const mediaType = (type: string): string =>
  type === plainJson ? type : type.split(';', 1)[0]!.trim().toLowerCase()
const plainJson = 'application/json'
const isJson = (type: string): boolean => type === plainJson || /^application\/([^/\s]*\+)?json$/.test(type)
const charset = (type: string): string => /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8'

const wrongType = ({ destination, headers }: Inbound, accepted: string): BodyError =>
  BodyError.of('wrongContentType', { destination, type: headers.get('content-type') ?? '', accepted })

function decodeJson(body: Uint8Array, destination: string): unknown {
  const text = decodeText(body, destination)
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw BodyError.of('badJson', { destination, detail: (error as Error).message.slice(0, 120) })
  }
}

function decodeText(body: Uint8Array, destination: string): string {
  const text = decodeStrictly(body)
  if (text === undefined) throw BodyError.of('badText', { destination })
  return text
}

function decodeCharset(body: Uint8Array, destination: string, label: string): string {
  if (/^utf-?8$/i.test(label)) return decodeText(body, destination)
  try {
    return new TextDecoder(label, { ignoreBOM: true }).decode(body)
  } catch {
    throw BodyError.of('unknownCharset', { destination, charset: label })
  }
}

function guess(body: Uint8Array): unknown {
  const text = decodeStrictly(body)
  if (text === undefined) return body
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
