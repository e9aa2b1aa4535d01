/** How much a pattern says, in what Spring counts of it: its text, not its meaning. */
export interface Specificity {
  readonly text: string
  readonly isCatchAll: boolean
  /** `/a/**`, but not `/**`. */
  readonly isPrefix: boolean
  readonly variables: number
  readonly stars: number
  readonly doubleStars: number
  /** In UTF-16 units, a variable counted as one. */
  readonly length: number
}

export function specificityOf(text: string, separator: string): Specificity {
  const stars = text.match(/\*\*?/g) ?? []
  const doubleStars = stars.filter((star) => star === '**').length
  // A star that begins the text, and one that ends it behind a dot, as in `*.*`, count for nothing.
  const freeStars = [/^\*(?!\*)/, /\.\*$/].filter((free) => free.test(text)).length
  const isCatchAll = text === `${separator}**`
  const variables = text.split('{').length - 1
  return {
    text,
    isCatchAll,
    isPrefix: !isCatchAll && text.endsWith(`${separator}**`),
    variables,
    stars: stars.length - doubleStars - freeStars,
    doubleStars,
    length: variables === 0 ? text.length : text.replace(/\{[^/]+?\}/g, '#').length,
  }
}

/**
 * Which of two patterns that match a path is the more specific, by the rules of Spring's AntPatternComparator: all of them on the texts, and not always
 * transitive, so look for the first of all that match rather than sort beforehand.
 * @returns below zero: `one`; above zero: `other`; zero: neither.
 */
export function compareSpecificity(
  { specificity: one }: { readonly specificity: Specificity },
  { specificity: other }: { readonly specificity: Specificity },
  path: string,
): number {
  if (one.isCatchAll || other.isCatchAll) return Number(one.isCatchAll) - Number(other.isCatchAll)
  const byText = Number(other.text === path) - Number(one.text === path)
  if (byText !== 0 || one.text === other.text) return byText
  if (one.isPrefix && other.isPrefix) return other.length - one.length
  if (one.isPrefix && other.doubleStars === 0) return 1
  if (other.isPrefix && one.doubleStars === 0) return -1
  return (
    wildness(one) - wildness(other) ||
    other.length - one.length ||
    one.stars - other.stars ||
    one.variables - other.variables
  )
}

const wildness = ({ variables, stars, doubleStars }: Specificity): number =>
  variables + stars + 2 * doubleStars
