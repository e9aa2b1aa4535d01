import { describe, expect, test } from 'vitest'
import { type App, type Interceptor, Refusal } from '@stompbox/broker'
import { RoutedApplication } from '../../../broker/src/application/routed-application.ts'
import type { InterceptedFrame, Verdict } from '../../../broker/src/core/ports.ts'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { session } from './recorder.ts'

const frame = (command: InterceptedFrame['command'], user: string[] = []): InterceptedFrame => ({
  command,
  headers: HeaderBlock.empty,
  destination: undefined,
  body: new Uint8Array(0),
  session: session(),
  setUser: ({ name }) => void user.push(name),
})

function application(define: (app: App) => void): RoutedApplication {
  const made = new RoutedApplication()
  define(made.app)
  return made
}

/** The verdict of these, and which of them were asked. */
async function judged(...interceptors: Interceptor[]) {
  const asked: number[] = []
  const made = application((app) => {
    interceptors.forEach((interceptor, index) =>
      app.intercept('SEND', (each) => {
        asked.push(index)
        return interceptor(each)
      }),
    )
  })
  return { verdict: await made.intercept(frame('SEND')), asked }
}

test('only the commands that somebody wants to see are shown', () => {
  const made = application((app) => app.intercept('SEND', () => {}))
  expect((['CONNECT', 'SUBSCRIBE', 'SEND'] as const).map((command) => made.intercepts(command))).toEqual([
    false,
    false,
    true,
  ])
  expect(made.intercept(frame('CONNECT'))).toBe('pass')
})

describe('interceptors', () => {
  test('are asked in the order of definition, late ones waited for', async () => {
    expect(
      await judged(
        () => {},
        async () => {},
        () => 'pass',
        () => Promise.resolve<Verdict>('pass'),
      ),
    ).toEqual({ verdict: 'pass', asked: [0, 1, 2, 3] })
  })

  test('end with the first that drops', async () => {
    expect(
      await judged(
        () => {},
        () => 'drop',
        () => {},
      ),
    ).toEqual({ verdict: 'drop', asked: [0, 1] })
    expect(
      await judged(
        async () => {},
        () => Promise.resolve<Verdict>('drop'),
        () => {},
      ),
    ).toEqual({ verdict: 'drop', asked: [0, 1] })
  })

  test('end with the first that throws, which is passed on as it is', async () => {
    const refusal = new Refusal('forbidden', 'Not you.')
    let isAsked = false
    const made = application((app) => {
      app.intercept('SUBSCRIBE', () => {
        throw refusal
      })
      app.intercept('CONNECT', () => Promise.reject(refusal))
      for (const command of ['SUBSCRIBE', 'CONNECT'] as const)
        app.intercept(command, () => void (isAsked = true))
    })
    expect(() => made.intercept(frame('SUBSCRIBE'))).toThrow(refusal)
    await expect(made.intercept(frame('CONNECT'))).rejects.toBe(refusal)
    expect(isAsked).toBe(false)
  })

  test('that are not async answer at once', () => {
    const made = application((app) => app.intercept('SEND', () => undefined))
    expect(made.intercept(frame('SEND'))).toBe('pass')
  })

  test('say who it is', () => {
    const users: string[] = []
    const made = application((app) => app.intercept('CONNECT', ({ setUser }) => setUser({ name: 'kim' })))
    void made.intercept(frame('CONNECT', users))
    expect(users).toEqual(['kim'])
  })
})
