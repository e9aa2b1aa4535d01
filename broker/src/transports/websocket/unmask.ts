import { createRequire } from 'node:module'

type Unmask = (bytes: Uint8Array, mask: Uint8Array) => void

/** From here on a call of native code costs less than a loop. */
const nativeFromBytes = 48

const native = loadNative()

/** An optional dependency: where nothing was built for the machine, a loop does it. */
function loadNative(): Unmask | undefined {
  try {
    return (createRequire(import.meta.url)('bufferutil') as { readonly unmask: Unmask }).unmask
  } catch {
    return undefined
  }
}

/** Takes the mask off in place [RFC 6455 §5.3]. Its four bytes stand right before the payload. */
export function unmask(bytes: Uint8Array, start: number, end: number): void {
  if (native && end - start >= nativeFromBytes) {
    return native(bytes.subarray(start, end), bytes.subarray(start - 4, start))
  }
  const mask = start - 4
  for (let at = start; at < end; at++) bytes[at]! ^= bytes[mask + ((at - start) & 3)]!
}
