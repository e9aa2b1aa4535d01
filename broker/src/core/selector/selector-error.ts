/** A selector that cannot be read. The message says what is wrong, and at which character. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError'
}
