import { afterEach, beforeEach, expect } from 'vitest'

const events = ['unhandledRejection', 'uncaughtException'] as const

/** In this file every test also shows that no promise was left to fail, and nothing thrown, where nobody looks. */
export function nothingGoesUnhandled(): void {
  const complaints: unknown[] = []
  const complain = (error: unknown): void => void complaints.push(error)
  beforeEach(() => {
    for (const event of events) process.on(event, complain)
  })
  afterEach(async () => {
    // Node tells of them when the microtasks have run out.
    await nextTurn()
    for (const event of events) process.off(event, complain)
    expect(complaints.splice(0)).toEqual([])
  })
}

const { setImmediate: soon } = globalThis

/** The event loop has gone round once, whatever the clock of the test does. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void soon(resolve))

/** What goes unhandled while `run` runs, kept from the test runner. */
export async function unhandledDuring(run: () => Promise<unknown>): Promise<unknown[]> {
  const caught: unknown[] = []
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (error) => void caught.push(error))
  try {
    await run()
    await nextTurn()
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
  }
  return caught
}
