/** A Map for values that are mostly one: until there is a second it has no table. In the order of a Map. */
export class FewMap<K, V extends object> {
  #key: K | undefined
  #only: V | undefined
  #all: Map<K, V> | undefined

  get size(): number {
    if (this.#all) return this.#all.size
    return this.#only ? 1 : 0
  }

  get(key: K): V | undefined {
    if (this.#all) return this.#all.get(key)
    return key === this.#key ? this.#only : undefined
  }

  has(key: K): boolean {
    return this.get(key) !== undefined
  }

  set(key: K, value: V): void {
    if (this.#all) this.#all.set(key, value)
    else if (this.#only && key !== this.#key)
      this.#all = new Map([
        [this.#key!, this.#only],
        [key, value],
      ])
    else {
      this.#key = key
      this.#only = value
    }
  }

  delete(key: K): void {
    if (this.#all) this.#all.delete(key)
    else if (key === this.#key) this.clear()
  }

  /** As of a Map: who goes through it meanwhile comes to the end. */
  clear(): void {
    this.#all?.clear()
    this.#key = this.#only = this.#all = undefined
  }

  values(): Iterable<V> {
    return this.#all?.values() ?? (this.#only ? [this.#only] : [])
  }

  entries(): Iterable<[K, V]> {
    return this.#all?.entries() ?? (this.#only ? [[this.#key!, this.#only]] : [])
  }
}
