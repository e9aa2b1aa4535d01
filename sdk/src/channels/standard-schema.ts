/**
 * What zod, valibot, arktype and others have in common: https://standardschema.dev, version 1. Only the part that is read here;
 * any of their schemas fits.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** Who made it, and the function that checks a value and says what it makes of it. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** What a schema makes of a value, or what it finds wrong with it. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] }

/** What is wrong with a value, and where. */
export interface Issue {
  /** For people. */
  readonly message: string
  /** From the outside in: keys and indices. Undefined or empty for the whole value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
