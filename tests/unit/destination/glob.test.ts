import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AntPattern } from '../../../broker/src/destination/ant-pattern.ts'

const units = (alphabet: string[]) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: 12 }).map((all) => all.join(''))

test('stars and question marks mean what they mean in a regular expression', () => {
  fc.assert(
    fc.property(units(['a', 'b', '👋', '*', '?']), units(['a', 'b', '👋']), (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u')
      // An empty segment is none.
      fc.pre(pattern !== '' && text !== '' && pattern !== '**')
      expect(new AntPattern(`/${pattern}`).match(`/${text}`) !== undefined).toBe(expression.test(text))
    }),
    { numRuns: 2_000 },
  )
})

test('stars without end cost no more than the text [hostile T22]', () => {
  const pattern = new AntPattern(`/${'*a'.repeat(20_000)}b`)
  for (let n = 0; n < 50; n++) expect(pattern.match(`/${'a'.repeat(50_000)}`)).toBeUndefined()
})
