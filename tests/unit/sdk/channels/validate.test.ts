import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { StandardSchema } from '../../../../sdk/src/channels/standard-schema.ts'
import { validate } from '../../../../sdk/src/channels/validate.ts'

const schemas = {
  zod: z.object({ at: z.iso.datetime().transform((text) => new Date(text)) }),
  valibot: v.object({
    at: v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.transform((text) => new Date(text)),
    ),
  }),
  arktype: type({ at: 'string.date.iso.parse' }),
}
const at = '2026-01-02T03:04:05.000Z'

describe.each(Object.entries(schemas))(
  'a schema of %s',
  (_, schema: StandardSchema<{ at: string }, { at: Date }>) => {
    test('makes its output of its input', () => {
      expect(validate(schema, { at })).toMatchObject({ value: { at: new Date(at) } })
    })

    test('says what is wrong, and where', async () => {
      const result = await validate(schema, { at: 'tomorrow' })
      expect(result.issues).toHaveLength(1)
      expect(
        result.issues?.[0]?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      ).toBe('at')
    })

    test.each([undefined, null, 'at', [], 7])('does not take %j', async (value) => {
      expect((await validate(schema, value)).issues).toHaveLength(1)
    })
  },
)

describe('a schema', () => {
  const made = (check: () => never): StandardSchema => ({
    '~standard': { version: 1, vendor: 'test', validate: check },
  })

  test('that there is none of takes all', () => {
    expect(validate(undefined, at)).toEqual({ value: at })
  })

  test('may take its time', async () => {
    const slow = z.string().refine(async (text) => Promise.resolve(text === at))
    expect(await validate(slow, at)).toEqual({ value: at })
    expect((await validate(slow, 'x')).issues).toHaveLength(1)
  })

  test('that throws has found an issue', async () => {
    const explode = (): never => {
      throw new RangeError('Invalid time value')
    }
    expect(validate(made(explode), at)).toEqual({ issues: [{ message: 'Invalid time value' }] })
    await expect(validate(z.string().transform(explode), at)).resolves.toEqual({
      issues: [{ message: 'Invalid time value' }],
    })
    const late = made((() => Promise.reject(new Error('no database'))) as never)
    await expect(validate(late, at)).resolves.toEqual({ issues: [{ message: 'no database' }] })
    expect(validate({} as StandardSchema, at)).toMatchObject({ issues: [{ message: expect.any(String) }] })
  })
})
