/** The configuration was not written; the message says what to do. */
export class InitError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'InitError'
  }
}
