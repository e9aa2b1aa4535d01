import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { LineWriter } from '../../../broker/src/cli/line-writer.ts'

/** A stream whose reader takes nothing until it is told to. */
class SlowStream extends Writable {
  taken = ''
  #waiting: (() => void) | undefined
  #isOpen = false

  override _write(chunk: Buffer, _: string, done: (error?: Error) => void): void {
    const take = () => {
      this.taken += chunk.toString()
      done()
    }
    if (this.#isOpen) take()
    else this.#waiting = take
  }

  open(): void {
    this.#isOpen = true
    this.#waiting?.()
  }
}

const notice = (lines: number) => `dropped ${lines}`

test('lines arrive in order, each ended', async () => {
  const stream = new SlowStream()
  const writer = new LineWriter(stream, notice)
  writer.write('one')
  writer.write('two')
  stream.open()
  await writer.flush(1000)
  expect(stream.taken).toBe('one\ntwo\n')
})

test('a reader that stops is owed at most 1 MiB, and told what it missed', async () => {
  const stream = new SlowStream()
  const writer = new LineWriter(stream, notice)
  const line = 'x'.repeat(1023)
  for (let i = 0; i < 2000; i++) writer.write(line)
  expect(stream.writableLength).toBeLessThanOrEqual(1024 * 1024)
  const drained = new Promise((resolve) => stream.once('drain', resolve))
  stream.open()
  await drained
  writer.write('after')
  await writer.flush(1000)
  expect(stream.taken).toBe(`${`${line}\n`.repeat(1024)}dropped 976\nafter\n`)
})

test('characters count by their bytes', () => {
  const stream = new SlowStream()
  const writer = new LineWriter(stream, notice)
  for (let i = 0; i < 4000; i++) writer.write('한'.repeat(256))
  expect(stream.writableLength).toBeLessThanOrEqual(1024 * 1024)
})

test('a reader that is gone is no error, and nothing piles up for it', async () => {
  const stream = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
  })
  const writer = new LineWriter(stream, notice)
  const failed = new Promise((resolve) => stream.once('error', resolve))
  writer.write('one')
  await failed
  writer.write('two')
  await writer.flush(1000)
  expect(stream.writableLength).toBe(0)
})

test('a reader that never reads does not hold the end up', async () => {
  const writer = new LineWriter(new SlowStream(), notice)
  writer.write('one')
  await writer.flush(1)
})
