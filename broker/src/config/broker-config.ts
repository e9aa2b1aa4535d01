import type { DefineApplication } from '../application/routed-application.ts'
import type { Limits } from '../core/limits.ts'
import type { Authenticate, Authorize } from '../core/ports.ts'
import type { Profile, ProfileName } from '../core/profile/profile.ts'
import { spring, type SpringOptions } from '../core/profile/spring.ts'
import { standard } from '../core/profile/standard.ts'
import { defaultPrefixes, type Prefixes } from '../core/router.ts'
import type { HeartBeat } from '../frame/heart-beat.ts'
import type { TcpOptions } from '../tcp-doors.ts'
import type { SockJsSettings } from '../transports/sockjs/sockjs-settings.ts'

/** What there is at one path, besides plain WebSocket. */
export interface Endpoint {
  /** Also SockJS below this path, with its HTTP fallbacks; `true`, or with settings. Default `false`. */
  readonly sockjs?: boolean | Partial<SockJsSettings>
}

/** What a broker is. Every key may be left out. */
export interface BrokerConfig {
  /**
   * STOMP to the letter; or, with `'spring-5.3'`, `'spring-6.2'` and `'spring-7.0'`, what that Spring's simple broker does.
   * `'spring'` is 6.2. Default `'standard'`.
   */
  readonly profile?: ProfileName | 'spring'
  /** What the Spring application has set besides: `{ selectorHeader, errorHandler, … }`. Only with a `spring` profile. */
  readonly spring?: SpringOptions
  /** The port to listen on, 0 to 65535. 0 picks a free one. Default `8080`. */
  readonly port?: number
  /** The name or address to listen on. `'0.0.0.0'` is every network; see `allowedOrigins` then. Default `'localhost'`. */
  readonly host?: string
  /** STOMP without WebSocket, on a port of its own: `{ port, host, tls }`. */
  readonly tcp?: TcpOptions
  /**
   * Paths at which clients connect. `sockjs: true`, or settings, adds SockJS below the path; plain WebSocket is there either
   * way. What you give replaces the default as a whole. Default `{ '/ws-stomp': { sockjs: true }, '/ws': {} }`.
   */
  readonly endpoints?: Readonly<Record<string, Endpoint>>
  /** Where destinations lead. Default: those of {@link Prefixes}. */
  readonly prefixes?: Partial<Prefixes>
  /** What stands between the segments of patterns and routes: `'/'`, or `'.'`, as with `AntPathMatcher(".")`. Default `'/'`. */
  readonly separator?: '/' | '.'
  /**
   * In milliseconds: how often the broker can send a heart-beat, and how often it wants one. 0 declines; else 250 or more.
   * The slower of the two sides decides; silence of twice the interval ends the session. In the `spring` profiles the default
   * is 0 and 0, and silence of three times the interval ends it. Default `{ sendMs: 10000, receiveMs: 10000 }`.
   */
  readonly heartBeat?: Partial<HeartBeat>
  /**
   * Origins of pages that may connect besides those that always may, such as `https://app.example`. Scheme, host and port, no
   * path; `'null'` for pages without an origin, `'*'` for every page there is. Default `[]`.
   */
  readonly allowedOrigins?: readonly string[]
  /**
   * The same as patterns: `*` is any characters, and behind the last colon `[8080,8081]` is one of these ports, `[*]` any.
   * `https://*.example.com`, `http://localhost:[*]`, `*`. Default `[]`.
   */
  readonly allowedOriginPatterns?: readonly string[]
  /**
   * Names by which the broker may be called besides those it always answers to, such as `chat.example`: what the `Host`
   * header of a request says, without its port. Default `[]`.
   */
  readonly allowedHosts?: readonly string[]
  /** A function that says who a client is. Without it everybody may connect, and `login` is only a claim. */
  readonly authenticate?: Authenticate
  /** A function that grants SEND and SUBSCRIBE. Without it everything is granted. */
  readonly authorize?: Authorize
  /** Bounds on what one client can make large or slow. Default: those of {@link Limits}. */
  readonly limits?: Partial<Limits>
  /** A folder served at `/`, relative to the configuration file. Not with `attach`. */
  readonly static?: string
  /**
   * A function that maps the routes, `(app) => { … }`. A function that it returns ends what it began, when other code takes
   * over ({@link Broker.reload}) and when the broker closes. It may not be async.
   */
  readonly application?: DefineApplication
}

/** What a configuration leaves out. */
export const defaults = {
  profile: 'standard',
  port: 8080,
  host: 'localhost',
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} } as Readonly<Record<string, Endpoint>>,
  prefixes: defaultPrefixes,
  separator: '/',
  heartBeat: standard.heartBeat,
} as const

/** Names a configuration may say. */
export const profileNames = ['standard', 'spring', 'spring-5.3', 'spring-6.2', 'spring-7.0'] as const

/** @throws TypeError for a name that is none, and for settings of Spring without it. */
export function profileOf({ profile = defaults.profile, spring: options }: BrokerConfig): Profile {
  if (profile === 'standard' && options !== undefined)
    throw new TypeError(
      "spring: { … } goes with a profile of Spring; say profile: 'spring', or leave it out.",
    )
  switch (profile) {
    case 'standard':
      return standard
    case 'spring':
    case 'spring-6.2':
      return spring('6.2', options)
    case 'spring-5.3':
      return spring('5.3', options)
    case 'spring-7.0':
      return spring('7.0', options)
    default:
      throw new TypeError(
        `There is no profile ${JSON.stringify(profile)}. Profiles: ${profileNames.join(', ')}.`,
      )
  }
}
