/** What has to wait makes those behind it wait, and nothing else does. */
export class InOrder {
  #tail: Promise<unknown> | undefined

  pass<T, R>(value: T | Promise<T>, then: (value: T) => R): R | Promise<R> {
    if (!this.#tail && !(value instanceof Promise)) return then(value)
    const result = Promise.resolve(this.#tail)
      .then(() => value)
      .then(then)
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (this.#tail === tail) this.#tail = undefined
      })
    this.#tail = tail
    return result
  }
}
