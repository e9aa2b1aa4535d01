import type { DestinationRefusal } from './refusals.ts'

/** What a destination may be. */
export interface DestinationLimits {
  /** A destination. Default `255`. @refusal bad-destination @profile standard */
  readonly maxDestinationBytes: number
  /** Parts of a destination between slashes. Default `16`. @refusal bad-destination @profile standard */
  readonly maxDestinationSegments: number
}

export interface DestinationProblem {
  readonly refusal: DestinationRefusal
  readonly values: Readonly<Record<string, string | number>>
}

// Controls, the backslash, and characters that turn or hide text in logs and on pages.
const forbidden =
  /[\u0000-\u001f\u007f-\u009f\\\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/**
 * What is wrong with a destination, if anything. One trailing slash is legal and tells it from the name without.
 */
export function checkDestination(
  destination: string,
  limits: DestinationLimits,
): DestinationProblem | undefined {
  const problem = (refusal: DestinationRefusal, limit = 0) => ({ refusal, values: { destination, limit } })
  if (!destination.startsWith('/')) return problem('noLeadingSlash')
  if (utf8Length(destination) > limits.maxDestinationBytes) {
    return problem('destinationTooLong', limits.maxDestinationBytes)
  }
  if (forbidden.test(destination)) return problem('forbiddenCharacter')
  const segments = destination.slice(1).replace(/\/$/, '').split('/')
  if (segments.includes('')) return problem('emptySegment')
  if (segments.some(isDots)) return problem('dotSegment')
  if (segments.length > limits.maxDestinationSegments)
    return problem('tooManySegments', limits.maxDestinationSegments)
  return undefined
}

/** Also percent-encoded: a proxy or an application may decode it once. */
const isDots = (segment: string): boolean => /^(\.|%2e){1,2}$/i.test(segment)

function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) bytes++
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes++
  }
  return bytes
}
