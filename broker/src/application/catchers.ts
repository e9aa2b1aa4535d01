/** Error handlers by class. */
export class Catchers<Catcher> {
  readonly #byPrototype = new Map<object, Catcher>()

  /** @throws TypeError when the class has one already, or is none. */
  add(type: unknown, catcher: Catcher): void {
    const prototype: unknown = typeof type === 'function' ? type.prototype : undefined
    if (typeof prototype !== 'object' || prototype === null)
      throw new TypeError(`catch(${String(type)}, …) needs a class, such as Error.`)
    if (this.#byPrototype.has(prototype))
      throw new TypeError(`catch(${(type as { name: string }).name}, …) is defined twice.`)
    this.#byPrototype.set(prototype, catcher)
  }

  /** For the error if there is one, else for what caused it; each by its closest class. */
  find(error: unknown): { readonly catcher: Catcher; readonly error: unknown } | undefined {
    if (this.#byPrototype.size === 0) return undefined
    let cause = error
    // Causes may go in a circle.
    for (let depth = 0; depth < maxCauses && typeof cause === 'object' && cause !== null; depth++) {
      const catcher = this.#closest(cause)
      if (catcher !== undefined) return { catcher, error: cause }
      cause = (cause as { cause?: unknown }).cause
    }
    return undefined
  }

  #closest(error: object): Catcher | undefined {
    let prototype = Object.getPrototypeOf(error) as object | null
    while (prototype !== null) {
      const catcher = this.#byPrototype.get(prototype)
      if (catcher !== undefined) return catcher
      prototype = Object.getPrototypeOf(prototype) as object | null
    }
    return undefined
  }
}

const maxCauses = 16
