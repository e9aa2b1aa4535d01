import type { Handled, Inbound } from '../core/ports.ts'
import type { ReadBody } from './body.ts'
import type { Catchers } from './catchers.ts'
import { MessageContext } from './context.ts'
import { encodeBody, type Outgoing } from './outgoing.ts'
import type { ParamCoding } from './param-coding.ts'
import type { ReplyTargets } from './reply-targets.ts'
import { isThenable } from './thenable.ts'

/** A router, as what runs its routes sees it. */
export interface Surroundings {
  readonly parent: Surroundings | undefined
  readonly targets: ReplyTargets
  readonly catchers: Catchers<Catcher>
}

/** Something whose answer is sent. */
interface Replying {
  readonly targets: ReplyTargets
  readonly within: Surroundings
}

export interface Route extends Replying {
  readonly handler: (context: MessageContext) => unknown
  readonly readBody: ReadBody
  readonly params: ParamCoding
  /** The body is read before the handler is called, and a promise of it awaited. */
  readonly wantsBody: boolean
  /** Unless it says where to. */
  readonly answersSubscriber: boolean
}

export interface Catcher extends Replying {
  readonly handler: (error: unknown, context: MessageContext) => unknown
}

/** One message or question on its way through a route. */
interface Call {
  readonly route: Route
  readonly inbound: Inbound
  readonly context: MessageContext
}

/** @throws what the handler threw and nothing caught. */
export function runRoute(route: Route, inbound: Inbound, context: MessageContext): Handled {
  const call: Call = { route, inbound, context }
  let answer: Outgoing | undefined
  try {
    const result = invoke(route, context)
    if (isThenable(result)) return later(call, result)
    answer = deliver(call, result)
  } catch (error) {
    return recover(call, error) ?? true
  }
  // What the broker thinks of the answer is not for the application to catch.
  if (answer !== undefined) inbound.reply?.(answer.bytes, answer.headers)
  return true
}

async function later(call: Call, result: PromiseLike<unknown>): Promise<void> {
  let answer: Outgoing | undefined
  try {
    answer = deliver(call, await result)
  } catch (error) {
    return recover(call, error)
  }
  if (answer !== undefined) call.inbound.reply?.(answer.bytes, answer.headers)
}

function invoke({ wantsBody, handler }: Route, context: MessageContext): unknown {
  if (!wantsBody) return handler(context)
  const { body } = context
  if (!isThenable(body)) return handler(context)
  return body.then((value) => {
    MessageContext.settle(context, value)
    return handler(context)
  })
}

/** @returns what is to go straight to the subscriber, if it is. */
function deliver({ route, inbound, context }: Call, value: unknown): Outgoing | undefined {
  if (value === undefined || value === null) return undefined
  const targets = targetsOf(route)
  if (route.answersSubscriber && !targets.isSaid) return encodeBody(value)
  targets.send(value, inbound, context.params, route.params)
  return undefined
}

/** A destination that is named here counts, then what the closest router says, then what is said here. */
function targetsOf({ targets, within }: Replying): ReplyTargets {
  if (targets.isNamed) return targets
  const outer = saidBy(within)
  if (outer === undefined) return targets
  return outer.isNamed || !targets.isSaid ? outer : targets
}

function saidBy(within: Surroundings): ReplyTargets | undefined {
  let scope: Surroundings | undefined = within
  while (scope !== undefined && !scope.targets.isSaid) scope = scope.parent
  return scope?.targets
}

/** @throws the error itself if nothing catches it, or what the one that did threw. */
function recover({ route, inbound, context }: Call, error: unknown): Promise<void> | undefined {
  for (let scope: Surroundings | undefined = route.within; scope !== undefined; scope = scope.parent) {
    const found = scope.catchers.find(error)
    if (found === undefined) continue
    const { catcher } = found
    const send = (value: unknown): void => {
      if (value !== undefined && value !== null)
        targetsOf(catcher).send(value, inbound, context.params, route.params)
    }
    const result = catcher.handler(found.error, context)
    if (isThenable(result)) return Promise.resolve(result).then(send)
    send(result)
    return undefined
  }
  throw error
}
