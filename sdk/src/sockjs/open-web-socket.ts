import type { WebSocketLike } from '../wire/web-socket.ts'

const patienceMs = 3_000
/** The first may have met a server that was just restarting. */
const maxTries = 2

type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike

/** An open WebSocket, or undefined when there is no opening one. */
export async function openWebSocket(url: string, protocols: string[]): Promise<WebSocketLike | undefined> {
  const { WebSocket } = globalThis as { WebSocket?: WebSocketConstructor }
  const deadline = Date.now() + patienceMs
  let socket: WebSocketLike | undefined
  for (let tries = 0; WebSocket && !socket && tries < maxTries; tries++) {
    const leftMs = deadline - Date.now()
    if (leftMs > 0) socket = await opened(() => new WebSocket(url, protocols), leftMs)
  }
  return socket
}

function opened(create: () => WebSocketLike, timeoutMs: number): Promise<WebSocketLike | undefined> {
  return new Promise((resolve) => {
    const socket = created(create)
    if (!socket) {
      resolve(undefined)
      return
    }
    const timer = setTimeout(() => {
      socket.close()
      settle(undefined)
    }, timeoutMs)
    const settle = (result: WebSocketLike | undefined): void => {
      clearTimeout(timer)
      socket.onopen = socket.onclose = null
      resolve(result)
    }
    socket.onopen = () => settle(socket)
    socket.onclose = () => settle(undefined)
    // The closing tells; but `ws` throws what nobody listens to.
    socket.onerror = () => undefined
  })
}

/** A page may be forbidden to make one. */
function created(create: () => WebSocketLike): WebSocketLike | undefined {
  try {
    return create()
  } catch {
    return undefined
  }
}
