import { fileURLToPath } from 'node:url'

const ownFolder = fileURLToPath(new URL('..', import.meta.url))

/** What user code threw, in a line. */
export function failureText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`
}

/** `file:line:column` where user code failed, or called what failed; undefined when the stack does not tell. */
export function failurePlace(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const places = stack.split('\n').flatMap(placeIn)
  return places.find((place) => !place.startsWith(ownFolder)) ?? places[0]
}

function placeIn(line: string): string[] {
  const place = /^\s+at (?:.* \()?(?:async )?(?:file:\/\/)?([^()]+:\d+:\d+)\)?$/.exec(line)?.[1]
  return place === undefined || /^node:|node_modules/.test(place) ? [] : [place]
}
