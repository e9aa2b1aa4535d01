/**
 * What Zod, Valibot, ArkType and others have in common, as https://standardschema.dev (version 1) puts it; the part that
 * is used here.
 */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  /** Who made it, and the function that checks a value and says what it makes of it. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }

/** What is wrong with a value, and where. */
export interface SchemaIssue {
  /** For people; the client reads it. */
  readonly message: string
  /** From the outside in: keys and indices. Undefined or empty for the whole value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
