import { inject } from 'vitest'
import { describeSdk } from './describe-sdk.ts'
import { startRabbitMq } from './rabbitmq.ts'
import type { Question } from './real-server.ts'

const questions: Question[] = [
  {
    way: '/temp-queue',
    destination: '/queue/questions',
    body: { n: 21 },
    options: { replyTo: '/temp-queue/answers' },
    answer: 42,
    answeredBy: 'client',
  },
]

describeSdk(
  {
    name: 'RabbitMQ Web STOMP',
    headers: { login: 'guest', passcode: 'guest', host: '/' },
    refusedHeaders: { login: 'guest', passcode: 'wrong', host: '/' },
    givesReceipts: true,
    hasTransactions: true,
    queue: '/queue/work',
    questions,
    start: () => startRabbitMq(inject('programs').rabbitmq!),
  },
  inject('complaints').rabbitmq,
)
