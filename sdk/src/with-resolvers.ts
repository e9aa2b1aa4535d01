export interface Settling<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/** `Promise.withResolvers`, which Node 20 has not. */
export function withResolvers<T>(): Settling<T> {
  let settling!: Omit<Settling<T>, 'promise'>
  const promise = new Promise<T>((resolve, reject) => (settling = { resolve, reject }))
  return { promise, ...settling }
}
