import { type App, type BrokerConfig, createBroker } from '@stompbox/broker'
import { describeSdk } from './describe-sdk.ts'
import type { Question, Running } from './real-server.ts'

const questions: Question[] = [
  { way: 'a one-shot subscription', destination: '/app/rooms', answer: ['lobby'], answeredBy: 'server' },
  {
    way: '/user/queue/replies',
    destination: '/app/twice',
    body: 21,
    options: { replyTo: '/user/queue/replies' },
    answer: 42,
    answeredBy: 'server',
  },
]

function application(app: App): void {
  app.subscribe('/rooms', () => ['lobby'])
  app.message('/twice', ({ body }) => Number(body) * 2).sendToUser('/queue/replies', { broadcast: false })
}

async function start(profile: NonNullable<BrokerConfig['profile']>): Promise<Running> {
  const broker = createBroker({
    profile,
    authenticate: ({ login = '', passcode }) => (passcode === 'right' ? { name: login } : undefined),
    application,
  })
  const { url } = await broker.listen({ port: 0 })
  return { url: new URL('/ws', url.replace('http', 'ws')), [Symbol.asyncDispose]: () => broker.close() }
}

const logins = {
  headers: { login: 'kim', passcode: 'right' },
  refusedHeaders: { login: 'kim', passcode: 'wrong' },
}

describeSdk({
  name: 'stompbox',
  ...logins,
  givesReceipts: true,
  hasTransactions: true,
  questions,
  start: () => start('standard'),
})

describeSdk({
  name: 'stompbox in place of Spring',
  ...logins,
  givesReceipts: false,
  hasTransactions: false,
  questions,
  start: () => start('spring'),
})
