import type { WebSocketLike } from '../wire/web-socket.ts'

export type SockJsConstructor = new (
  url: string,
  reserved: undefined,
  options: { transports?: string[] },
) => WebSocketLike

export async function loadSockJs(): Promise<SockJsConstructor> {
  try {
    const { default: SockJS } = await ('XMLHttpRequest' in globalThis ? forPages() : forNode())
    return SockJS
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`sockjs-client did not load (${detail}). If it is missing: npm install sockjs-client`, {
      cause,
    })
  }
}

// The package's main file dies of `global is not defined` in a page; this one does not.
const forPages = (): Promise<{ default: SockJsConstructor }> => import('sockjs-client/dist/sockjs.min.js')

function forNode(): Promise<{ default: SockJsConstructor }> {
  // Not a literal, so that bundlers do not carry the package twice.
  const packageName = 'sockjs-client'
  return import(/* @vite-ignore */ packageName) as Promise<{ default: SockJsConstructor }>
}
