import type { App, BrokerConfig, BrokerEvent } from '@stompbox/broker'
import type { Session } from '../../../../broker/src/core/session.ts'
import { Bench, type Peer } from '../../../support/bench.ts'

export const springs = ['spring-5.3', 'spring-6.2', 'spring-7.0'] as const
export const newer = ['spring-6.2', 'spring-7.0'] as const

export const connect = 'CONNECT\naccept-version:1.2\n\n␀'
export const subscribe = (destination: string, id = 'sub-0', headers = '') =>
  `SUBSCRIBE\nid:${id}\ndestination:${destination}\n${headers}\n␀`
export const unsubscribe = (id = 'sub-0') => `UNSUBSCRIBE\nid:${id}\n\n␀`
export const send = (destination: string, body = 'x', headers = '') =>
  `SEND\ndestination:${destination}\n${headers}\n${body}␀`

/** Everybody is who `login` says. */
export const byLogin: BrokerConfig = { authenticate: ({ login = 'nobody' }) => ({ name: login }) }

/** As Spring applications do it: an interceptor looks at CONNECT, and who says nothing stays without a name. */
export const namedByLogin = (app: App): void =>
  app.intercept('CONNECT', ({ headers, setUser }) => {
    const name = headers.get('login')
    if (name !== undefined) setUser({ name })
  })

export const as = (bench: Bench, login: string) => bench.connected(`accept-version:1.2\nlogin:${login}`)

/** All that came, MESSAGE and ERROR in short: `M(destination, subscription, body)`, `E(text)`. */
export const told = (peer: Peer): string[] => peer.readsAll().map(inShort)

function inShort(frame: string): string {
  const [head = '', body = ''] = frame.split(/\n\n([^]*)␀$/)
  const header = (name: string) =>
    new RegExp(`\n${name}:(.*)`)
      .exec(head)?.[1]
      ?.replaceAll('\\c', ':')
      .replaceAll('\\n', '\n')
      .replaceAll('\\\\', '\\')
  if (head.startsWith('MESSAGE\n')) return `M(${header('destination')}, ${header('subscription')}, ${body})`
  return head.startsWith('ERROR\n') ? `E(${header('message')})` : frame
}

export type Ignored = Extract<BrokerEvent, { type: 'ignored' }>

/** What the log would tell of silences. */
export const ignored = ({ events }: Bench): Ignored[] => events.filter((event) => event.type === 'ignored')

export const causes = (bench: Bench): string[] => ignored(bench).map(({ cause }) => cause)

/** A broker whose insides can be counted, once a peer has been there. */
export class OpenBench extends Bench {
  #hub: Session['hub'] | undefined
  /** Channels that were opened. */
  accepted = 0

  override open(...parts: Parameters<Bench['open']>): Peer {
    this.accepted++
    return super.open(...parts)
  }

  override connected(...parts: Parameters<Bench['connected']>): Peer {
    const peer = super.connected(...parts)
    const [event] = this.events.filter(({ type }) => type === 'connected')
    if (event?.type === 'connected') this.#hub = (event.session as Session).hub
    return peer
  }

  /** Of what is kept for sessions: all zero once they are gone. */
  get held() {
    const hub = this.#hub!
    return { topics: hub.topics.size, users: hub.users.size, timers: this.clock.pendingTimers }
  }
}
