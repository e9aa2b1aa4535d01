import { expect, test } from 'vitest'
import { textParts } from '../../../examples/react-chat/src/components/text-parts.ts'

/** Links in ⟨⟩, code in backticks, blocks of it in three. */
const marks = { text: ['', ''], link: ['⟨', '⟩'], code: ['`', '`'], 'code-block': ['```', '```'] } as const
const marked = (text: string): string =>
  textParts(text)
    .map((part) => marks[part.type].join(part.text))
    .join('')

test.each([
  ['plain', 'plain'],
  ['http://a', '⟨http://a⟩'],
  ['https://a.example/b?c=d#e, and', '⟨https://a.example/b?c=d#e⟩, and'],
  ['(https://a.example).', '(⟨https://a.example⟩).'],
  ['https://a.example/b_(c) d', '⟨https://a.example/b_(c)⟩ d'],
  ['https://a.example/b)))...', '⟨https://a.example/b⟩)))...'],
  ['https://a.example에서 봐요', '⟨https://a.example⟩에서 봐요'],
  ['(https://a.example/b)를 보세요', '(⟨https://a.example/b⟩)를 보세요'],
  ['https://a.example/서울 좋아요', '⟨https://a.example/서울⟩ 좋아요'],
  ['HTTPS://A.EXAMPLE', '⟨HTTPS://A.EXAMPLE⟩'],
  ['two http://a http://b', 'two ⟨http://a⟩ ⟨http://b⟩'],
  // Not what they look like.
  ['http://bank.example@evil.example', 'http://bank.example@evil.example'],
  ['https://user:pass@example.org/a', 'https://user:pass@example.org/a'],
  ['https://example.org/@kim?to=a@b', '⟨https://example.org/@kim?to=a@b⟩'],
  ['https://аррӏе.example', 'https://аррӏе.example'],
  ['http://a.example/\u202egpj.exe', '⟨http://a.example/⟩\u202egpj.exe'],
  // Nothing to follow.
  ['http:// https://. http://a:99999/', 'http:// https://. http://a:99999/'],
  ['javascript:alert(1) ftp://a //a a.example', 'javascript:alert(1) ftp://a //a a.example'],
])('%s', (text, parts) => expect(marked(text)).toBe(parts))

test('what is between backticks is code, in which nothing is a link', () => {
  expect(textParts('a `b http://c` d\n```ts\ne\n\t`f`\n```\ng ` h')).toEqual([
    { type: 'text', text: 'a ' },
    { type: 'code', text: 'b http://c' },
    { type: 'text', text: ' d' },
    { type: 'code-block', text: 'e\n\t`f`' },
    { type: 'text', text: 'g ` h' },
  ])
})

test('nothing that was written is lost', () => {
  const text = 'one http://a.example/b, two ((http://c)) three'
  expect(textParts(text).map((part) => part.text)).toEqual([
    'one ',
    'http://a.example/b',
    ', two ((',
    'http://c',
    ')) three',
  ])
})
