import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
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

const adding = fc.record({ do: fc.constant('add' as const), count: fc.integer({ min: 1, max: 5 }) })
const settling = fc.record({ do: fc.constant('settle' as const), id: fc.integer({ min: 1, max: 200 }) })
const trying = fc.record({ do: fc.constant('try' as const), id: fc.integer({ min: 1, max: 60 }) })

/** Short with all that can be done; long enough that not all that was sent is recent, and much is settled. */
const steps = fc.oneof(
  fc.array(fc.oneof(adding, settling, trying), { maxLength: 60 }),
  fc.array(fc.oneof(adding, settling), { minLength: 100, maxLength: 400, size: 'max' }),
)

const waitingOf = (deliveries: ReturnType<typeof openDeliveries>, sent: number): string[] =>
  Array.from({ length: sent + 1 }, (_, id) => String(id)).filter((id) => deliveries.has(id))

describe.each(['client', 'client-individual'] as const)('what waits for ACK, in mode %s', (mode) => {
  test('is what a plain list would say, whatever comes in which order, and taken back or not', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const deliveries = openDeliveries('s', mode)
        const plain = new PlainDeliveries(mode)
        let sent = 0
        for (const each of taken) {
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
          // To ask for all changes how it looks for one.
          if (each.do === 'try') expect(waitingOf(deliveries, sent)).toEqual(plain.waiting)
        }
        expect(waitingOf(deliveries, sent)).toEqual(plain.waiting)
      }),
      { numRuns: 1_000 },
    )
  })
})

test('one that is never settled changes nothing for those behind it', () => {
  const deliveries = openDeliveries('s', 'client-individual')
  const ids = Array.from({ length: 600 }, (_, index) => String(index))
  for (let at = 0; at < ids.length; at += 3) deliveries.add(ids.slice(at, at + 3))
  const [first = '', ...others] = ids
  for (const id of others) expect(deliveries.settle(id)).toBe(1)
  for (const id of others) expect(deliveries.settle(id)).toBe(0)
  expect(deliveries.size).toBe(1)
  expect(deliveries.settle(first)).toBe(1)
  expect(deliveries.settle(first)).toBe(0)
})

test('what was settled in order is settled, in a write that still waits', () => {
  const deliveries = openDeliveries('s', 'client-individual')
  deliveries.add(['1', '2', '3'])
  expect(deliveries.settle('1')).toBe(1)
  expect(deliveries.settle('1')).toBe(0)
  expect(deliveries.has('2')).toBe(true)
})

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heldBytes(): number {
  collect()
  return process.memoryUsage().heapUsed
}

test('what was settled behind one that waits is not kept', () => {
  const deliveries = openDeliveries('s', 'client-individual')
  deliveries.add(['first'])
  const before = heldBytes()
  for (let message = 0; message < 100_000; message++) {
    const id = `a-message-with-a-name-of-its-own-${message}`
    deliveries.add([id])
    deliveries.settle(id)
  }
  expect(heldBytes() - before).toBeLessThan(5_000_000)
  expect(deliveries.size).toBe(1)
})
