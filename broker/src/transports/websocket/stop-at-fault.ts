import type { Writable } from 'node:stream'
import type { WebSocket } from 'ws'

/** What reads the frames of a `WebSocket`; ws has no public name for it. */
interface Received {
  readonly _receiver?: Writable
}

/**
 * While ws inflates, what comes is buffered. Behind a fault it would read on from there, in the middle of the frame at fault, and throw
 * where nobody can catch it (ws 8.23.0, `getData`).
 */
export function stopAtFault(webSocket: WebSocket): void {
  const { _receiver: receiver } = webSocket as unknown as Received
  if (receiver === undefined) return
  const write = receiver._write.bind(receiver)
  receiver._write = (chunk, encoding, done) => {
    if (receiver.errored) done()
    else write(chunk, encoding, done)
  }
}
