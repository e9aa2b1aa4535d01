/**
 * The part of a destination behind the first prefix that holds it: `/pub/chat/message` and `/pub` give `/chat/message`.
 * @returns undefined when no prefix does. A prefix ends at a slash: `/pub` does not hold `/public/x`.
 */
export function behindPrefix(destination: string, prefixes: readonly string[]): string | undefined {
  const prefix = prefixes.find((candidate) => destination.startsWith(`${candidate}/`))
  return prefix === undefined ? undefined : destination.slice(prefix.length)
}
