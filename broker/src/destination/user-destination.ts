import { withSlash } from './prefixes.ts'

/** Somebody's: `/user/bob/queue/x`. One's own is what stands behind the prefix, `/user/queue/x`. */
export interface UserDestination {
  /** As the application knows them: unescaped. May be empty. */
  readonly name: string
  /** `/queue/x` */
  readonly destination: string
}

/** @returns undefined when it is not behind the prefix, or nothing follows the name: `/user/bob`. */
export function parseUserDestination(destination: string, prefix: string): UserDestination | undefined {
  const start = withSlash(prefix)
  const end = destination.indexOf('/', start.length)
  if (!destination.startsWith(start) || end < 0) return undefined
  const name = unescapeUserName(destination.slice(start.length, end))
  return { name, destination: destination.slice(end) }
}

/** A slash becomes `%2F`. @throws TypeError for a name that holds `%2F` itself: it would come back as another. */
export function escapeUserName(name: string): string {
  if (name.includes('%2F'))
    throw new TypeError(
      `The user name ${name} holds "%2F", which stands for a slash in destinations. Use another name.`,
    )
  return name.replaceAll('/', '%2F')
}

const unescapeUserName = (escaped: string): string => escaped.replaceAll('%2F', '/')
