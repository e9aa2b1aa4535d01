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

export interface Endpoint {
  /** Also SockJS on this path, with its HTTP fallbacks. */
  readonly sockjs?: boolean | Partial<SockJsSettings>
}

export interface BrokerConfig {
  /** STOMP to the letter, or what Spring's simple broker does: `spring` is 6.2. */
  readonly profile?: ProfileName | 'spring'
  /** What the Spring application has configured besides; profiles `spring` only. */
  readonly spring?: SpringOptions
  readonly port?: number
  readonly host?: string
  readonly tcp?: TcpOptions
  /** Paths at which clients connect. */
  readonly endpoints?: Readonly<Record<string, Endpoint>>
  readonly prefixes?: Partial<Prefixes>
  /** Between the segments of patterns and routes: `/`, or `.` as with `AntPathMatcher(".")`. */
  readonly separator?: '/' | '.'
  /** What the broker offers: beats it can send, and beats it wants. 0 declines. */
  readonly heartBeat?: Partial<HeartBeat>
  /** Origins of pages that may connect besides those of this host, such as `https://app.example`. `*` is every page there is. */
  readonly allowedOrigins?: readonly string[]
  /** The same as patterns: `https://*.example.com`, `http://localhost:[*]`. */
  readonly allowedOriginPatterns?: readonly string[]
  /** Names of the broker besides `localhost`, such as `chat.example`: what `Host` may say. */
  readonly allowedHosts?: readonly string[]
  /** Checks who connects. Without it everybody may, and `login` is only a claim. */
  readonly authenticate?: Authenticate
  /** Grants SEND and SUBSCRIBE. Without it everything is granted. */
  readonly authorize?: Authorize
  readonly limits?: Partial<Limits>
  /** A folder served at `/`. Not with `attach`. */
  readonly static?: string
  /** Maps the application's routes. A function that it returns ends what it began, at {@link Broker.reload} and `close`. */
  readonly application?: DefineApplication
}

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
