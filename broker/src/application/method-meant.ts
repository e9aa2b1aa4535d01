import { nearest } from '../destination/nearest.ts'

/** Runs code that calls methods of `it`. @throws what it throws; of a method that is not there, with the one that was meant. */
export function withMethodMeant<Result>(it: object, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    const called = error instanceof TypeError && /^\w+\.(\w+) is not a function$/.exec(error.message)?.[1]
    const meant = called ? nearest(called, methodsOf(it)) : undefined
    // The same error, so that its stack still leads to the line.
    if (meant !== undefined) (error as TypeError).message += `. Did you mean ${meant}?`
    throw error
  }
}

function methodsOf(it: object): string[] {
  const names: string[] = []
  for (let at = it; at !== Object.prototype; at = Object.getPrototypeOf(at) as object)
    names.push(...Object.getOwnPropertyNames(at))
  return names.filter((name) => name !== 'constructor' && name in it && isMethod(it, name))
}

const isMethod = (it: object, name: string): boolean =>
  typeof (it as Readonly<Record<string, unknown>>)[name] === 'function'
