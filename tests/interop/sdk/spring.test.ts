import { inject } from 'vitest'
import type { Variant } from '../../parity/scenario.ts'
import { SpringApp } from '../../parity/spring-app.ts'
import { describeSdk } from './describe-sdk.ts'
import type { Question, Running } from './real-server.ts'

const questions: Question[] = [
  {
    way: '@SubscribeMapping',
    destination: '/pub/init',
    answer: { count: 1, name: 'init', ok: null, ratio: null },
    answeredBy: 'server',
  },
  {
    way: '@SendToUser',
    destination: '/pub/reply/user-one/7',
    body: '안녕',
    options: { replyTo: '/user/queue/me/7' },
    answer: '안녕',
    answeredBy: 'server',
  },
]

/**
 * The parity application, twice: without `setPreserveReceiveOrder` Spring lets the frames of a session overtake each other, and
 * with it nobody is told that an interceptor has refused a frame (spring-framework#33937).
 */
async function start(): Promise<Running> {
  const spring = await SpringApp.launch('6.2')
  const urlOf = async (variant: Variant): Promise<URL> => {
    const { baseUrl } = await spring.start(variant)
    return new URL('/ws', baseUrl.replace('http', 'ws'))
  }
  return {
    url: await urlOf('ordered'),
    refusingUrl: await urlOf('chat'),
    [Symbol.asyncDispose]: () => spring.quit(),
  }
}

describeSdk(
  {
    name: 'Spring',
    headers: {},
    // Its interceptor throws, as one that checks passwords does.
    refusedHeaders: { 'x-deny': 'delivery' },
    givesReceipts: false,
    hasTransactions: false,
    questions,
    start,
  },
  inject('complaints').java,
)
