/**
 * What some broker reads as more than a letter or refuses: separators, wildcards (`* # > ?` and braces), ActiveMQ's lists (`,`) and
 * options (`?`), Artemis' `::`, white space, controls, what hides or turns text, the backslash, and `%` itself, so that it can be undone.
 */
const harmful = /[\s\p{Cc}%/*#>?{},\\\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]|:(?=:|$)|(?<=^|:):/gu

/**
 * Fills in the `{names}`. Values are percent-encoded where they could become a wildcard, another segment or another destination; a
 * `.` only where the template itself has one. Letters of all languages stay as they are.
 * @throws TypeError naming the parameter that is missing, too many, or nothing to fill in.
 */
export function fillDestination(
  template: string,
  params: Readonly<Record<string, string | number>> = {},
): string {
  const extra = new Set(Object.keys(params))
  const destination = template.replace(/\{(.*?)\}/g, (_, name: string) => {
    const value = encoded(template, name, params[name])
    extra.delete(name)
    return template.includes('.') ? value.replaceAll('.', '%2E') : value
  })
  for (const name of extra) throw new TypeError(`${template} has no {${name}} for params.${name}.`)
  return destination
}

function encoded(template: string, name: string, value: unknown): string {
  const text = typeof value === 'string' || Number.isFinite(value) ? String(value) : ''
  // A destination with dots alone between two slashes, encoded or not, is refused by brokers; half a letter cannot be sent.
  if (/^\.{0,2}$|\p{Cs}/u.test(text)) {
    const shown = typeof value === 'string' ? JSON.stringify(value) : typeof value
    throw new TypeError(`${template} takes a number or a text for params.${name}, not ${shown}.`)
  }
  // Which it leaves alone.
  return text.replace(harmful, (letter) => encodeURIComponent(letter).replace('*', '%2A'))
}
