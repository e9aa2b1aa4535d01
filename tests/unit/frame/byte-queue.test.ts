import { expect, test } from 'vitest'
import { ByteQueue } from '../../../broker/src/frame/byte-queue.ts'

test('one pushed array is used as it is', () => {
  const queue = new ByteQueue()
  const chunk = Buffer.from('abc')
  queue.push(chunk)
  expect(queue.bytes).toBe(chunk)
})

test('a small rest does not keep a large array alive', () => {
  const queue = new ByteQueue()
  queue.push(Buffer.alloc(500_000, 'x'))
  queue.take(499_990)
  queue.shrink()
  expect(queue.bytes.buffer.byteLength).toBeLessThan(100)
  expect(Buffer.from(queue.bytes.subarray(queue.start, queue.end)).toString()).toBe('x'.repeat(10))
})

test('nothing left keeps nothing', () => {
  const queue = new ByteQueue()
  queue.push(Buffer.alloc(1_000))
  queue.take(1_000)
  queue.shrink()
  expect(queue.bytes.length).toBe(0)
})

test('small pieces of a large frame are copied a bounded number of times', () => {
  const queue = new ByteQueue()
  const arrays = new Set<Uint8Array>()
  for (let index = 0; index < 100_000; index++) {
    queue.push(Uint8Array.of(index & 255))
    arrays.add(queue.bytes)
  }
  expect(arrays.size).toBeLessThan(20)
  expect(queue.bytes.subarray(queue.start, queue.end)).toEqual(
    Uint8Array.from({ length: 100_000 }, (_, index) => index & 255),
  )
})
