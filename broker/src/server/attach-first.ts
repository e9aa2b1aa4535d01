import type { Server } from 'node:http'

/** Sees what a server emits. True: it is taken, and no listener hears of it. */
export type Take = (event: string, args: readonly unknown[]) => boolean

type Emit = (event: string, ...args: unknown[]) => boolean

/**
 * Comes before all listeners of a server, those added later as well: an upgrade that two of them hear is answered twice.
 * @returns what undoes it.
 */
export function attachFirst(server: Server, take: Take): () => void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its server below
  const emit: Emit = server.emit
  let isAttached = true
  const first: Emit = (event, ...args) =>
    (isAttached && take(event, args)) || emit.call(server, event, ...args)
  server.emit = first
  return () => {
    isAttached = false
    // Whoever has come before it meanwhile stays, and it passes everything on.
    if (server.emit === first) server.emit = emit
  }
}
