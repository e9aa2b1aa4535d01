import type { ServerResponse } from 'node:http'
import { answer } from './answer.ts'
import type { Route } from './route.ts'

/** `/__stompbox/health`: the process answers. `/__stompbox/ready`: it takes new clients; 503 while closing. */
export function healthRoute(isReady: () => boolean): Route {
  return {
    path: '/__stompbox',
    withBelow: true,
    checksOrigin: false,
    request(request, response, below) {
      if (below !== '/health' && below !== '/ready') return false
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        answer(response, 405, `${request.url} answers GET.`, { Allow: 'GET, HEAD' })
      } else if (below === '/health') {
        status(response, 200, 'up')
      } else {
        const ready = isReady()
        status(response, ready ? 200 : 503, ready ? 'ready' : 'closing')
      }
      return true
    },
  }
}

function status(response: ServerResponse, code: number, word: string): void {
  answer(response, code, JSON.stringify({ status: word }), {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  })
}
