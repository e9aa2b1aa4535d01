import type { HttpAnswers, PayloadTexts } from '../../core/profile/sockjs-behaviour.ts'
import { endOfString } from './sockjs-messages.ts'

/** What stands where a JSON array of strings should. */
export type ListFault = keyof PayloadTexts | 'too-many'

export interface MessageList {
  /** The bytes of each message that is not empty. */
  readonly messages: readonly Uint8Array[]
  /** A `null` stood among them; nothing behind it is taken. */
  readonly hasNull: boolean
}

const maxItems = 10_000

/** Reads the array that a SockJS client sends as Spring's reader does. */
export function readList(json: string, behindArray: HttpAnswers['behindArray']): MessageList | ListFault {
  const start = json.search(/[^ \t\r\n]/)
  const first = json[start] ?? ''
  if (first === '[') return new ListReader(json, start + 1, behindArray === 'anything').read()
  if (first === '') return 'empty'
  if (json.startsWith('null', start)) return 'null'
  return /["{\-\dtf]/.test(first) ? 'no-array' : 'no-json'
}

class ListReader {
  readonly #json: string
  readonly #texts: (string | null)[] = []
  readonly #mayGoOn: boolean
  #at: number

  constructor(json: string, at: number, mayGoOn: boolean) {
    this.#json = json
    this.#at = at
    this.#mayGoOn = mayGoOn
  }

  read(): MessageList | ListFault {
    if (this.#next() === ']') return this.#list()
    for (;;) {
      const first = this.#next()
      if (first === '[' || first === '{') return 'nested'
      const text = first === '"' ? this.#string() : this.#word()
      if (text === undefined) return 'broken'
      if (this.#texts.push(text) > maxItems) return 'too-many'
      const separator = this.#next()
      if (separator === ']') return this.#list()
      if (separator !== ',') return 'broken'
      this.#at++
    }
  }

  #list(): MessageList | ListFault {
    this.#at++
    return this.#mayGoOn || this.#next() === '' ? listOf(this.#texts) : 'broken'
  }

  /** The character that is next but for spaces; it stays. */
  #next(): string {
    while (' \t\r\n'.includes(this.#json[this.#at] ?? '?')) this.#at++
    return this.#json[this.#at] ?? ''
  }

  #string(): string | undefined {
    const end = endOfString(this.#json, this.#at)
    if (end === -1) return undefined
    const quoted = this.#json.slice(this.#at, end + 1)
    this.#at = end + 1
    return parsed(quoted) as string | undefined
  }

  /** Numbers and words pass for strings, as they are written. */
  #word(): string | null | undefined {
    word.lastIndex = this.#at
    const found = word.exec(this.#json)?.[0]
    if (found === undefined || parsed(found) === undefined) return undefined
    this.#at += found.length
    return found === 'null' ? null : found
  }
}

const word = /[\w.+-]+/y

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function listOf(texts: readonly (string | null)[]): MessageList {
  const nullAt = texts.indexOf(null)
  const taken = (nullAt === -1 ? texts : texts.slice(0, nullAt)).filter((text) => text !== '')
  return { messages: taken.map((text) => encoder.encode(wellFormed(text!))), hasNull: nullAt !== -1 }
}

const encoder = new TextEncoder()

/** Half a character becomes a question mark, as Java writes it. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '?')
