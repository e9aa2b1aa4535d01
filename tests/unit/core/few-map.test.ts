import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FewMap } from '../../../broker/src/core/few-map.ts'

const key = fc.constantFrom('a', 'b', 'c')
const step = fc.oneof(
  fc.record({ does: fc.constant('set'), key, value: fc.record({ number: fc.nat() }) }),
  fc.record({ does: fc.constant('delete'), key }),
  fc.record({ does: fc.constant('clear') }),
)

test('whatever is done with it, it holds what a Map holds', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const few = new FewMap<string, object>()
      const map = new Map<string, object>()
      for (const each of steps) {
        for (const held of [few, map]) {
          if ('value' in each) held.set(each.key, each.value)
          else if ('key' in each) held.delete(each.key)
          else held.clear()
        }
        expect([...few.entries()]).toEqual([...map.entries()])
        expect([...few.values()]).toEqual([...map.values()])
        expect(few.size).toBe(map.size)
        for (const name of ['a', 'b', 'c']) {
          expect(few.get(name)).toBe(map.get(name))
          expect(few.has(name)).toBe(map.has(name))
        }
      }
    }),
  )
})

test('who goes through it while it is cleared comes to the end', () => {
  const map = new FewMap<string, object>()
  for (const key of ['one', 'two', 'three']) map.set(key, {})
  let seen = 0
  for (const value of map.values()) {
    expect(value).toBeDefined()
    map.clear()
    seen++
  }
  expect(seen).toBe(1)
})
