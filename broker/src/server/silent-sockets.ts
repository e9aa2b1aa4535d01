import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Sockets of a server that have asked nothing yet. Past the limit the one that is silent longest makes room. */
export class SilentSockets {
  readonly #sockets = new Set<Socket>()
  /** One for all sockets. */
  readonly #onClose: (this: Socket) => void

  constructor(server: Server, maxSockets: number) {
    const sockets = this.#sockets
    this.#onClose = function () {
      sockets.delete(this)
    }
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', this.#onClose)
      if (this.#sockets.size > maxSockets) for (const oldest of this.#sockets) return void oldest.destroy()
    })
  }

  /** A whole request head came. */
  spoke(socket: Socket): void {
    this.#sockets.delete(socket)
    socket.off('close', this.#onClose)
  }
}
