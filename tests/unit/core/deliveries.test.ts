import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openDeliveries } from '../../../broker/src/core/deliveries.ts'

/** What it is to be told from: a list that is searched and cut. */
class PlainDeliveries {
  waiting: string[] = []
  readonly #mode: string

  constructor(mode: string) {
    this.#mode = mode
  }

  settle(messageId: string): number {
    const at = this.waiting.indexOf(messageId)
    if (at < 0) return 0
    return this.#mode === 'client' ? this.waiting.splice(0, at + 1).length : this.waiting.splice(at, 1).length
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constantFrom('settle' as const, 'try' as const), id: fc.integer({ min: 1, max: 60 }) }),
)

describe.each(['client', 'client-individual'] as const)('what waits for ACK, in mode %s', (mode) => {
  test('is what a plain list would say, whatever comes in which order, and taken back or not', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const deliveries = openDeliveries('s', mode)
        const plain = new PlainDeliveries(mode)
        let sent = 0
        for (const each of steps) {
          if (each.do === 'add') {
            const ids = Array.from({ length: each.count }, () => String(++sent))
            deliveries.add(ids)
            plain.waiting.push(...ids)
          } else {
            const id = String(each.id)
            const before = [...plain.waiting]
            const count = plain.settle(id)
            expect(deliveries.settle(id)).toBe(count)
            if (each.do === 'try') {
              if (count > 0) deliveries.restore(id, count)
              plain.waiting = before
            }
          }
          expect(deliveries.size).toBe(plain.waiting.length)
          for (let id = 0; id <= sent; id++)
            expect(deliveries.has(String(id))).toBe(plain.waiting.includes(String(id)))
        }
      }),
    )
  })
})
