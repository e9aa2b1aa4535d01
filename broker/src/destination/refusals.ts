/** What a destination is refused for: catalogue rows as `[code word, text]`. */
export const destinationRefusals = {
  noLeadingSlash: ['bad-destination', 'Destination {destination} does not start with a slash. {=advice}'],
  emptySegment: ['bad-destination', 'Destination {destination} has an empty segment.'],
  dotSegment: ['bad-destination', 'Destination {destination} has a "." or ".." segment.'],
  forbiddenCharacter: [
    'bad-destination',
    'Destination {destination} holds a control, direction or backslash character.',
  ],
  destinationTooLong: ['bad-destination', 'A destination holds at most {limit} bytes.'],
  tooManySegments: ['bad-destination', 'A destination holds at most {limit} segments.'],
} as const

export type DestinationRefusal = keyof typeof destinationRefusals
