import { beforeConnect } from './before-connect.ts'
import { binary } from './binary.ts'
import { brokenFrames } from './broken-frames.ts'
import { connect } from './connect.ts'
import { contentLength } from './content-length.ts'
import { controllers } from './controllers.ts'
import { destinations } from './destinations.ts'
import { framing } from './framing.ts'
import { heartBeats } from './heart-beats.ts'
import { messages } from './messages.ts'
import { patterns } from './patterns.ts'
import { pressure } from './pressure.ts'
import { refusals } from './refusals.ts'
import { selectors } from './selectors.ts'
import { sessions } from './sessions.ts'
import { sizes } from './sizes.ts'
import { sockjs } from './sockjs.ts'
import { subscriptions } from './subscriptions.ts'
import { upgrade } from './upgrade.ts'
import type { Scenario } from '../scenario.ts'

/** All that is played, in this order. */
export const scenarios: readonly Scenario[] = [
  ...upgrade,
  ...connect,
  ...beforeConnect,
  ...subscriptions,
  ...messages,
  ...destinations,
  ...patterns,
  ...selectors,
  ...framing,
  ...brokenFrames,
  ...contentLength,
  ...binary,
  ...sizes,
  ...sessions,
  ...refusals,
  ...heartBeats,
  ...pressure,
  ...controllers,
  ...sockjs,
]
