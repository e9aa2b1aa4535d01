import type { DestinationTemplate } from './destination-template.ts'
import type { Params } from './path-params.ts'

/** How the values of variables stand in destinations. */
export interface ParamCoding {
  /** What a handler gets of what its pattern matched. */
  read(params: Params<string>): Params<string>
  fill(template: DestinationTemplate, params: Params<string>): string
}

export const asWritten: ParamCoding = {
  read: (params) => params,
  fill: (template, params) => template.fill(params),
}

/** As the SDK fills in channels. */
export const percentEncoded: ParamCoding = {
  read: (params) => mapped(params, decoded),
  fill: (template, params) => template.fill(mapped(params, (value) => encoded(value, template.text))),
}

const mapped = (params: Params<string>, code: (value: string) => string): Params<string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, code(value)]))

/** What some broker reads as more than a letter, or refuses. The SDK has the same list; a test compares them. */
const harmful = /[\s\p{Cc}%/*#>?{},\\\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]|:(?=:|$)|(?<=^|:):/gu

function encoded(value: string, template: string): string {
  const code = value.replace(harmful, (letter) => encodeURIComponent(letter).replace('*', '%2A'))
  return template.includes('.') ? code.replaceAll('.', '%2E') : code
}

/** What nobody encoded stays as it is. */
const decoded = (value: string): string =>
  value.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes)
    } catch {
      return bytes
    }
  })
