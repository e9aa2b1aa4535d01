import { SpringError } from './spring-refusals.ts'
import type { SpringVersion } from './spring-version.ts'
import { isEncodingLabel } from './utf8.ts'

/** A content type as Spring understands it. */
export interface MimeType {
  /** Lower case, as `subtype` is. */
  readonly type: string
  readonly subtype: string
  /** In order. Names as they were written, no two that differ in case alone; values with their quotes. */
  readonly parameters: ReadonlyMap<string, string>
  /** How Spring writes it again: `application/json;charset=utf-8`. */
  readonly text: string
}

/** @throws {@link SpringError} in Spring's words. */
export function parseMimeType(text: string, version: SpringVersion): MimeType {
  return new MimeTypeReader(text, version).read()
}

/** Whether a body of this type goes out as a binary WebSocket message: what may be `application/octet-stream`. */
export function mayBeOctets({ type, subtype }: MimeType): boolean {
  if (type === '*') return true
  return type === 'application' && ['octet-stream', '*', '*+octet-stream'].includes(subtype)
}

class MimeTypeReader {
  readonly #text: string
  readonly #version: SpringVersion

  constructor(text: string, version: SpringVersion) {
    this.#text = text
    this.#version = version
  }

  read(): MimeType {
    const semicolon = this.#text.indexOf(';')
    const [type, subtype] = this.#readType(semicolon < 0 ? this.#text : this.#text.slice(0, semicolon))
    const parameters = semicolon < 0 ? new Map<string, string>() : this.#readParameters(semicolon + 1)
    this.#checkToken(type)
    this.#checkToken(subtype)
    const kept = this.#checkParameters(parameters)
    const names = [...kept].map(([name, value]) => `;${name}=${value}`)
    const lower = { type: type.toLowerCase(), subtype: subtype.toLowerCase() }
    return { ...lower, parameters: kept, text: `${lower.type}/${lower.subtype}${names.join('')}` }
  }

  #readType(whole: string): [type: string, subtype: string] {
    const trimmed = trim(whole)
    if (trimmed === '') throw this.#refusal("'mimeType' must not be empty")
    if (trimmed === '*') return ['*', '*']
    const slash = trimmed.indexOf('/')
    if (slash < 0) throw this.#refusal("does not contain '/'")
    if (slash === trimmed.length - 1) throw this.#refusal("does not contain subtype after '/'")
    const [type, subtype] = [trimmed.slice(0, slash), trimmed.slice(slash + 1)]
    if (type === '*' && subtype !== '*')
      throw this.#refusal("wildcard type is legal only in '*/*' (all mime types)")
    if (type === '') throw this.#refusal("'type' must not be empty")
    return [type, subtype]
  }

  /** What has no `=` is passed over; of equal names the last value counts. */
  #readParameters(from: number): Map<string, string> {
    const parameters = new Map<string, string>()
    for (let start = from; start < this.#text.length;) {
      const end = this.#parameterEnd(start)
      const parameter = trim(this.#text.slice(start, end))
      const equals = parameter.indexOf('=')
      if (equals >= 0) parameters.set(trim(parameter.slice(0, equals)), trim(parameter.slice(equals + 1)))
      start = end + 1
    }
    return parameters
  }

  /** 5.3 knows no backslash within quotes. */
  #parameterEnd(start: number): number {
    let isQuoted = false
    for (let at = start; at < this.#text.length; at++) {
      if (this.#text[at] === ';' && !isQuoted) return at
      const isEscaped = this.#version !== '5.3' && this.#text[at - 1] === '\\'
      if (this.#text[at] === '"' && !isEscaped) isQuoted = !isQuoted
    }
    return this.#text.length
  }

  /** Names that differ in case alone are one: the later takes its place at the end. */
  #checkParameters(parameters: ReadonlyMap<string, string>): Map<string, string> {
    const kept = new Map<string, string>()
    const spellings = new Map<string, string>()
    for (const [name, value] of parameters) {
      this.#checkParameter(name, value)
      kept.delete(spellings.get(name.toLowerCase()) ?? name)
      spellings.set(name.toLowerCase(), name)
      kept.set(name, value)
    }
    const charset = kept.get(spellings.get('charset') ?? '')
    if (charset !== undefined && this.#version !== '5.3') this.#checkCharset(charset)
    return kept
  }

  #checkParameter(name: string, value: string): void {
    if (name === '') throw this.#refusal("'parameter' must not be empty")
    if (value === '') throw this.#refusal("'value' must not be empty")
    this.#checkToken(name)
    if (name === 'charset' && this.#version === '5.3') this.#checkCharset(value)
    else if (unquote(value) === value) this.#checkToken(value)
  }

  #checkCharset(value: string): void {
    const charset = unquote(value)
    if (!/^[0-9A-Za-z][-+.:_0-9A-Za-z]*$/.test(charset)) throw this.#refusal(charset)
    if (!knownToJava.test(charset) && !isEncodingLabel(charset))
      throw this.#refusal(`unsupported charset '${charset}'`)
  }

  #checkToken(token: string): void {
    const bad = /[^!#-'*+\-.0-9A-Z^-z|~]/.exec(token)?.[0]
    if (bad === undefined) return
    // Half of a character, as Java would write it.
    const shown = /[\ud800-\udfff]/.test(bad) ? '?' : bad
    throw this.#refusal(`Invalid token character '${shown}' in token "${token}"`)
  }

  #refusal(detail: string): SpringError {
    return new SpringError('springMimeType', { value: this.#text, detail })
  }
}

/** What nearly everybody names; and of the encodings that Java has and the web has not, those that clients may name. */
const knownToJava =
  /^(x-)?(utf-8|utf[-_]?32([-_]?[bl]e)?|cesu-?8|(ms|cp|ibm-?|windows-)\d{2,5}|gb2312|iso-2022-(kr|cn)|johab)$/i

function unquote(value: string): string {
  const quote = value.charAt(0)
  const isQuoted = value.length >= 2 && `"'`.includes(quote) && value.endsWith(quote)
  return isQuoted ? value.slice(1, -1) : value
}

/** As Java trims: everything up to the space. */
function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 0x20) start++
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--
  return text.slice(start, end)
}
