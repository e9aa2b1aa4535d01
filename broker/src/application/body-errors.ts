import { Refusal, type RefusalName, refusalFor } from '../core/errors.ts'
import type { SchemaIssue } from './standard-schema.ts'

type Situation = Extract<
  RefusalName,
  'badJson' | 'badText' | 'emptyBody' | 'wrongContentType' | 'noString' | 'unknownCharset'
>

/** A body that is not what the route takes: empty, of another content-type, or not what its content-type says. */
export class BodyError extends Refusal {
  /** @internal */
  static of(situation: Situation, values: Readonly<Record<string, string>>): BodyError {
    const { code, message } = refusalFor(situation, values)
    const error = new BodyError(code, message)
    error.name = 'BodyError'
    return error
  }
}

/** A body that the route's schema does not accept. */
export class ValidationError extends Refusal {
  /** What the schema found. */
  readonly issues: readonly SchemaIssue[]

  constructor(destination: string, issues: readonly SchemaIssue[]) {
    const { code, message } = refusalFor('invalidBody', { destination, issues: inWords(issues) })
    super(code, message)
    this.name = 'ValidationError'
    this.issues = issues
  }
}

const mostTold = 3

function inWords(issues: readonly SchemaIssue[]): string {
  const told = issues.slice(0, mostTold).map(({ path = [], message }) => {
    const where = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
    return where === '' ? message : `${where}: ${message}`
  })
  const more = issues.length - told.length
  return told.join('; ') + (more > 0 ? `; and ${more} more` : '')
}
