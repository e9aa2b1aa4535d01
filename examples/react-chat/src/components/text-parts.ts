/** A message in parts: text, addresses that may be followed, and code between backticks. */
export interface TextPart {
  readonly type: 'text' | 'link' | 'code' | 'code-block'
  readonly text: string
}

const code = /\n?```(?:[\w+-]*\n)?([^]+?)\n?```\n?|`([^`\n]+)`/gu

// Hosts in ASCII only, where none looks like another, and without credentials, which look like hosts.
const address =
  /\bhttps?:\/\/(?![^\s/?#]*@)[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d+)?(?:[/?#][^\s<>"`\p{C}]*)?/giu

export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(code)) {
    parts.push(...withLinks(text.slice(end, match.index)))
    const [whole, block, inline] = match
    parts.push(block === undefined ? { type: 'code', text: inline! } : { type: 'code-block', text: block })
    end = match.index + whole.length
  }
  return [...parts, ...withLinks(text.slice(end))]
}

function withLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(address)) {
    const link = withoutPunctuation(withoutParticle(found))
    if (!URL.canParse(link)) continue
    if (index > end) parts.push({ type: 'text', text: text.slice(end, index) })
    parts.push({ type: 'link', text: link })
    end = index + link.length
  }
  return end < text.length ? [...parts, { type: 'text', text: text.slice(end) }] : parts
}

/** In Korean the sentence goes on without a space: «example.org/a를 보세요». */
const withoutParticle = (address: string): string => address.replace(/(?<=[a-z\d)])[가-힣]+$/iu, '')

const brackets = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const
const punctuation = ".,;:!?'’”…。、"

/** What ends the sentence around an address, or closes a bracket that was opened before it, is no part of it. */
function withoutPunctuation(address: string): string {
  const surplus = new Map<string, number>()
  for (const [open, close] of brackets) surplus.set(close, count(address, close) - count(address, open))
  let end = address.length
  for (; end > 0; end--) {
    const last = address[end - 1]!
    const closing = surplus.get(last)
    if (closing === undefined ? !punctuation.includes(last) : closing <= 0) break
    if (closing !== undefined) surplus.set(last, closing - 1)
  }
  return address.slice(0, end)
}

const count = (text: string, character: string): number => text.split(character).length - 1
