import type { Duplex } from 'node:stream'

/** @returns whether anybody reads from the socket, or has written to it since. */
export function watchTouch(socket: Duplex): () => boolean {
  const written = (): number => ('bytesWritten' in socket ? (socket.bytesWritten as number) : 0)
  const before = written()
  return () =>
    socket.destroyed ||
    written() > before ||
    socket.listenerCount('data') > 0 ||
    socket.listenerCount('readable') > 0
}
