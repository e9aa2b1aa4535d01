import { fileURLToPath } from 'node:url'

const ownFolder = fileURLToPath(new URL('..', import.meta.url))

/** What user code threw, in a line. */
export function failureText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`
}

/** `file:line:column` where user code failed, or called what failed, else where we did; undefined when the stack does not tell. */
export function failurePlace(error: unknown): string | undefined {
  return userPlace(error) ?? placesIn(error)[0]
}

/** The same of user code alone. */
export function userPlace(error: unknown): string | undefined {
  return placesIn(error).find((place) => !place.startsWith(ownFolder))
}

function placesIn(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return stack.split('\n').flatMap(placeIn)
}

function placeIn(line: string): string[] {
  const place = /^\s+at (?:.* \()?(?:async )?(?:file:\/\/)?([^()]+:\d+:\d+)\)?$/.exec(line)?.[1]
  return place === undefined || /^node:|node_modules/.test(place) ? [] : [place]
}
