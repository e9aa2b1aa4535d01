/** A configuration that cannot be used. The message is for the person who wrote it, one line per problem. */
export class ConfigError extends TypeError {
  readonly file: string | undefined

  constructor(message: string, file?: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConfigError'
    this.file = file
  }
}
