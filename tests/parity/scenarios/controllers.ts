import type { Scenario } from '../scenario.ts'
import { bodies } from './bodies.ts'
import { dotted } from './dotted.ts'
import { exceptions } from './exceptions.ts'
import { handlerArguments } from './handler-arguments.ts'
import { mappings } from './mappings.ts'
import { replies } from './replies.ts'
import { returns } from './returns.ts'
import { subscribeMappings } from './subscribe-mappings.ts'
import { templates } from './templates.ts'
import { userDestinations } from './user-destinations.ts'

/** What annotated methods do: mapping, arguments, bodies, replies, exceptions, users. */
export const controllers: readonly Scenario[] = [
  ...mappings,
  ...handlerArguments,
  ...bodies,
  ...returns,
  ...replies,
  ...subscribeMappings,
  ...exceptions,
  ...userDestinations,
  ...templates,
  ...dotted,
]
