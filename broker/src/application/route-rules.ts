import type { Profile } from '../core/profile/profile.ts'
import { withSlash } from '../destination/prefixes.ts'
import { DestinationTemplate } from './destination-template.ts'

/** What routes and their replies have to obey. */
export interface RouteRules {
  readonly separator: '/' | '.'
  readonly applicationPrefixes: readonly string[]
  /** None: every destination is a topic. */
  readonly brokerPrefixes: readonly string[]
  readonly userPrefix: string
  readonly answers: Profile['answers']
  /** Told of a reply that nobody could subscribe to. May throw. */
  readonly strayReply: (problem: string) => void
}

/**
 * @param variables those of the route.
 * @throws TypeError for a variable that the route does not have, or a destination behind no prefix.
 */
export function replyTemplate(
  call: 'sendTo' | 'sendToUser',
  text: string,
  variables: readonly string[],
  rules: RouteRules,
): DestinationTemplate {
  const template = new DestinationTemplate(text)
  const unknown = template.variables.find((name) => !variables.includes(name))
  if (unknown !== undefined) {
    const known =
      variables.length === 0 ? 'It has none.' : `It has ${variables.map((name) => `{${name}}`).join(' ')}.`
    throw new TypeError(`${call}('${text}'): the pattern has no variable {${unknown}}. ${known}`)
  }
  const problem = strayFrom(call, template, rules)
  if (problem !== undefined) rules.strayReply(`${call}('${text}') ${problem}`)
  return template
}

function strayFrom(
  call: 'sendTo' | 'sendToUser',
  { text, beginning, variables }: DestinationTemplate,
  { brokerPrefixes, userPrefix }: RouteRules,
): string | undefined {
  const isBehind = (prefix: string): boolean =>
    // A variable may still say the rest.
    beginning.startsWith(withSlash(prefix)) ||
    (variables.length > 0 && withSlash(prefix).startsWith(beginning))
  const behindUser = withSlash(userPrefix)
  if (call === 'sendToUser' && beginning.startsWith(behindUser))
    return `says the user prefix twice: write '${text.slice(behindUser.length - 1)}'.`
  if (brokerPrefixes.length === 0 || brokerPrefixes.some(isBehind)) return undefined
  if (call === 'sendTo' && isBehind(userPrefix)) return undefined
  return `is behind no broker prefix, so nobody can subscribe to it. The prefixes are ${brokerPrefixes.join(' ')}.`
}
