/** Why what a SockJS client sent is not a JSON array of strings. */
export type PayloadFault = 'empty' | 'broken' | 'not-strings' | 'too-many'

export const maxItems = 100

/**
 * Reads what a SockJS client sends: a JSON array of strings.
 * @returns the bytes of each string that is not empty.
 */
export function readMessages(json: string): Uint8Array[] | PayloadFault {
  if (json === '') return 'empty'
  const fault = scan(json)
  if (fault) return fault
  const items = parse(json)
  if (!items || hasLoneSurrogate(json, items)) return 'broken'
  return items.filter((item) => item !== '').map((item) => encoder.encode(item))
}

const encoder = new TextEncoder()

/** Refuses what is no flat array of few strings before anything is built from it: a megabyte of `[` costs 40. */
function scan(json: string): PayloadFault | undefined {
  const opening = json.search(/\S/)
  if (json[opening] !== '[') return misplaced(json[opening])
  let items = 0
  for (let at = opening + 1; at < json.length; at++) {
    const char = json[at]!
    if (char === '"') {
      if (++items > maxItems) return 'too-many'
      at = endOfString(json, at)
      if (at === -1) return 'broken'
    } else if (!' \t\r\n,]'.includes(char)) return misplaced(char)
  }
  return undefined
}

const misplaced = (char = ''): PayloadFault => (/[[{"tfn\-0-9]/.test(char) ? 'not-strings' : 'broken')

/** @returns where the string that opens at `start` ends; -1: it does not. */
export function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end
}

function isEscaped(json: string, at: number): boolean {
  let before = at
  while (json[before - 1] === '\\') before--
  return (at - before) % 2 === 1
}

function parse(json: string): string[] | undefined {
  try {
    return JSON.parse(json) as string[]
  } catch {
    return undefined
  }
}

/** Half a character has no UTF-8; encoding it would change the message in silence. */
const hasLoneSurrogate = (json: string, items: string[]): boolean =>
  /\\u[dD][89a-fA-F]/.test(json) && items.some((item) => /\p{Surrogate}/u.test(item))
