import type { SchemaResult, StandardSchema } from './standard-schema.ts'

/**
 * For sending it is asked whether there are `issues`, and the value goes out as it was: the wire carries the input of the schema.
 * For receiving the result has the output. A schema that throws has found an issue.
 */
export function validate<Out>(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what it takes is what is to be found out
  schema: StandardSchema<any, Out> | undefined,
  value: unknown,
): SchemaResult<Out> | Promise<SchemaResult<Out>> {
  if (!schema) return { value: value as Out }
  try {
    const result = schema['~standard'].validate(value)
    return 'then' in result ? Promise.resolve(result).catch(failed) : result
  } catch (error) {
    return failed(error)
  }
}

const failed = (error: unknown): SchemaResult<never> => ({
  issues: [{ message: error instanceof Error ? error.message : String(error) }],
})
