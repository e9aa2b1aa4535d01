import { get } from 'node:http'
import { type BrokerConfig, createBroker } from '@stompbox/broker'
import { type Patience, untilAnswered } from './patience.ts'
import type { SpringVersion, Variant } from './scenario.ts'
import type { Peer, Server } from './server.ts'
import { application, dottedApplication } from './stompbox-app.ts'

/** A machine that is busy with tests turns nobody away. */
const limits = { maxLoopDelayMs: Infinity }

/** What each variant of the Spring application is in the words of stompbox. */
const configOf = (variant: Variant, version: SpringVersion): BrokerConfig => ({
  profile: `spring-${version}`,
  prefixes: { application: ['/pub'], broker: ['/sub', '/queue', '/topic'], user: '/user' },
  allowedOriginPatterns: ['*'],
  allowedHosts: ['chat.example'],
  limits,
  application,
  ...differing[variant],
})

const endpoints = { '/ws-stomp': { sockjs: { heartBeatMs: 1_000 } }, '/ws': {} }

const differing: Readonly<Record<Variant, BrokerConfig>> = {
  chat: {},
  'heart-beats': { endpoints, heartBeat: { sendMs: 500, receiveMs: 700 } },
  'default-heart-beats': { heartBeat: { sendMs: 10_000, receiveMs: 10_000 } },
  'error-handler': { spring: { errorHandler: true } },
  ordered: {},
  dots: { separator: '.', application: dottedApplication },
  'same-origin': { allowedOriginPatterns: [] },
  'star-origin': { allowedOriginPatterns: [], allowedOrigins: ['*'] },
  'listed-origin': { allowedOriginPatterns: [], allowedOrigins: ['http://good.example'] },
  tight: {
    endpoints,
    limits: { ...limits, maxUnsentBytes: 50 * 1024, unsentTimeoutMs: 2_000, connectTimeoutMs: 2_000 },
  },
  selectors: { spring: { selectorHeader: 'selector' } },
}

/** stompbox in this process, as its package gives it. */
export class Stompbox implements Peer {
  readonly name = 'stompbox'
  readonly #version: SpringVersion

  constructor(version: SpringVersion) {
    this.#version = version
  }

  async start(variant: Variant): Promise<Server> {
    const broker = createBroker(configOf(variant, this.#version))
    const { url } = await broker.listen({ port: 0 })
    let stopped: Promise<void> | undefined
    return {
      baseUrl: url,
      readyMs: () => 0,
      stop: () => (stopped ??= broker.close()),
    }
  }
}

/** Asks the HTTP side, which stands behind whatever it was asked before; a stopped server has nothing left to do. */
const askHealth = (baseUrl: string): Promise<void> =>
  new Promise((resolve) => {
    get(`${baseUrl}/__stompbox/health`, { agent: false }, (response) => {
      response.resume().on('close', () => resolve())
    }).on('error', () => resolve())
  })

const patienceMs = 3_000

export const untilStompboxIsDone: Patience = untilAnswered(askHealth, patienceMs)
