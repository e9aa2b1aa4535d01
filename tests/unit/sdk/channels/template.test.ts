import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillDestination } from '../../../../sdk/src/channels/template.ts'

const room = (id: unknown): string => fillDestination('/sub/room/{id}', { id } as { id: string })
const dotted = (id: string): string => fillDestination('/topic/rooms.{id}.messages', { id })

describe('a destination is filled in', () => {
  test('with texts and numbers, at any place', () => {
    expect(fillDestination('/sub/room/{id}', { id: 7 })).toBe('/sub/room/7')
    expect(fillDestination('/{a}/b-{c}/{a}', { a: 'x', c: -0.5 })).toBe('/x/b--0.5/x')
    expect(fillDestination('/sub/rooms', undefined)).toBe('/sub/rooms')
    expect(fillDestination('/sub/rooms', {})).toBe('/sub/rooms')
    expect(fillDestination('/sub/{방}', { 방: '$&' })).toBe('/sub/$&')
  })

  test.each([
    [undefined, '/sub/room/{id} takes a number or a text for params.id, not undefined.'],
    [{ id: undefined }, 'params.id, not undefined.'],
    [{ name: 1 }, 'params.id, not undefined.'],
    [{ id: 1, name: 2, more: 3 }, '/sub/room/{id} has no {name} for params.name.'],
    [{ id: '' }, `for params.id, not "".`],
    [{ id: '.' }, 'params.id, not ".".'],
    [{ id: '..' }, 'params.id, not "..".'],
    [{ id: NaN }, 'params.id, not number.'],
    [{ id: -Infinity }, 'params.id, not number.'],
    [{ id: null }, 'params.id, not object.'],
    [{ id: true }, 'params.id, not boolean.'],
    [{ id: ['a'] }, 'params.id, not object.'],
    [{ id: { toString: () => 'a' } }, 'params.id, not object.'],
    [{ id: '\ud83d' }, String.raw`params.id, not "\ud83d".`],
  ])('not with %j', (params, complaint) => {
    const fill = (): string => fillDestination('/sub/room/{id}', params as { id: string })
    expect(fill).toThrow(TypeError)
    expect(fill).toThrow(complaint)
  })

  test('nor with what every object has', () => {
    expect(() => fillDestination('/sub/{constructor}', {})).toThrow(/params.constructor/)
    expect(() => fillDestination('/sub/x', { constructor: 1 })).toThrow(/params.constructor/)
  })
})

describe('what is filled in', () => {
  test.each([
    ['a/b', 'a%2Fb'],
    ['*', '%2A'],
    ['**', '%2A%2A'],
    ['#', '%23'],
    ['>', '%3E'],
    ['?x=1', '%3Fx=1'],
    ['{id}', '%7Bid%7D'],
    ['a,topic:b', 'a%2Ctopic:b'],
    ['a::b', 'a%3A%3Ab'],
    [':a:', '%3Aa%3A'],
    ['100%', '100%25'],
    ['%2F', '%252F'],
    ['a b\t\n\r\u00a0\u3000', 'a%20b%09%0A%0D%C2%A0%E3%80%80'],
    ['\0\u007f\u0085', '%00%7F%C2%85'],
    ['a\\nb', 'a%5Cnb'],
    ['\u202egnp.exe\u200b\ufeff', '%E2%80%AEgnp.exe%E2%80%8B%EF%BB%BF'],
  ])('%j is %s', (value, expected) => {
    expect(room(value)).toBe(`/sub/room/${expected}`)
  })

  test.each([
    '자유게시판',
    'レストラン',
    'né',
    'user:42',
    'a@b.example',
    '👩‍👩‍👧',
    'می‌خواهم',
    "it's-(1)_~!+&=;$",
    '...',
    'e\u0301',
  ])('%s stays as it is', (value) => {
    expect(room(value)).toBe(`/sub/room/${value}`)
  })

  test('a dot separates only where the template has one', () => {
    expect(room('1.5')).toBe('/sub/room/1.5')
    expect(dotted('1.5')).toBe('/topic/rooms.1%2E5.messages')
    expect(fillDestination('/topic/a.{n}', { n: 1.5 })).toBe('/topic/a.1%2E5')
  })

  const anything = fc.string({ unit: 'binary' }).filter((text) => !/^\.{0,2}$|\p{Cs}/u.test(text))
  const nasty = fc
    .array(fc.constantFrom(...Array.from('*#>./?{},:\\% \n\0a방😀')), { minLength: 1 })
    .map((all) => all.join(''))

  test('is never more than a part of its segment, and can be undone', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          nasty.filter((text) => !/^\.{1,2}$/.test(text)),
        ),
        (value) => {
          const filled = dotted(value)
          const part = filled.slice('/topic/rooms.'.length, -'.messages'.length)
          expect(filled).toBe(`/topic/rooms.${part}.messages`)
          expect(part).not.toMatch(/[\s/.*#>?{},\\\u0000-\u001f\u007f-\u009f]|::|^:|:$/)
          expect(decodeURIComponent(part)).toBe(value)
        },
      ),
    )
  })

  test('two values are never one destination', () => {
    fc.assert(
      fc.property(anything, anything, (one, other) => {
        expect(room(one) === room(other)).toBe(one === other)
      }),
    )
  })
})
