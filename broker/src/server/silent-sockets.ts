import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Sockets of a server that have asked nothing yet. Past the limit the one that is silent longest makes room. */
export class SilentSockets {
  readonly #sockets = new Set<Socket>()

  constructor(server: Server, maxSockets: number) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
      if (this.#sockets.size > maxSockets) for (const oldest of this.#sockets) return void oldest.destroy()
    })
  }

  /** A whole request head came. */
  spoke(socket: Socket): void {
    this.#sockets.delete(socket)
  }
}
