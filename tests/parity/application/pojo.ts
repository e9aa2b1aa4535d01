/** What Jackson makes of a value for a property of that type. Undefined: it cannot. */
const conversions = {
  Long: (value: unknown) => {
    if (typeof value === 'number') return Math.trunc(value)
    if (value === '') return null
    return typeof value === 'string' && /^[+-]?\d+$/.test(value.trim()) ? Number(value) : undefined
  },
  Double: (value: unknown) => {
    if (typeof value === 'number') return value
    if (value === '') return null
    return typeof value === 'string' && !Number.isNaN(Number(value)) ? Number(value) : undefined
  },
  Boolean: (value: unknown) => {
    if (typeof value === 'boolean') return value
    if (typeof value === 'number') return value !== 0
    if (value === '') return null
    return value === 'true' ? true : value === 'false' ? false : undefined
  },
  String: (value: unknown) =>
    ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined,
} as const

type JavaType = keyof typeof conversions
type Converted<Type extends JavaType> = Exclude<ReturnType<(typeof conversions)[Type]>, undefined> | null
type Pojo<Properties extends Readonly<Record<string, JavaType>>> = {
  -readonly [Name in keyof Properties]: Converted<Properties[Name]>
}

/** A Standard Schema, as far as the broker asks for one. */
interface Schema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'parity'
    readonly validate: (
      value: unknown,
    ) => { readonly value: Output } | { readonly issues: readonly { readonly message: string }[] }
    readonly types?: { readonly input: unknown; readonly output: Output }
  }
}

/** @param accept returns undefined for a value that it does not take. */
export const schema = <Output>(accept: (value: unknown) => Output | undefined): Schema<Output> => ({
  '~standard': {
    version: 1,
    vendor: 'parity',
    validate: (given) => {
      const value = accept(given)
      return value === undefined ? { issues: [{ message: 'Not such a value.' }] } : { value }
    },
  },
})

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every property in its order, null where there is none; what else is there is dropped. */
export const pojo =
  <const Properties extends Readonly<Record<string, JavaType>>>(properties: Properties) =>
  (value: unknown): Pojo<Properties> | undefined => {
    if (!isObject(value)) return undefined
    const entries = Object.entries(properties).map(([name, type]): [string, unknown] => {
      const given = value[name] ?? null
      return [name, given === null ? null : conversions[type](given)]
    })
    if (entries.some(([, converted]) => converted === undefined)) return undefined
    return Object.fromEntries(entries) as Pojo<Properties>
  }

export const longOf = conversions.Long
