/**
 * The part of a destination behind the first prefix that holds it: `/pub/chat/message` and `/pub` give `/chat/message`.
 * @param separator of patterns. With another than `/` the slash goes too: `/pub/red.blue` gives `red.blue`.
 * @returns undefined when no prefix does. A prefix ends at a slash: `/pub` does not hold `/public/x`.
 */
export function behindPrefix(
  destination: string,
  prefixes: readonly string[],
  separator = '/',
): string | undefined {
  const prefix = prefixes.map(withSlash).find((candidate) => destination.startsWith(candidate))
  return prefix && destination.slice(separator === '/' ? prefix.length - 1 : prefix.length)
}

/** Whether a destination begins with one of these, wherever that ends: `/sub` holds `/subway/x` and `/sub` itself. */
export const startsWithPrefix = (destination: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => destination.startsWith(prefix))

export const withSlash = (prefix: string): string => (prefix.endsWith('/') ? prefix : `${prefix}/`)
