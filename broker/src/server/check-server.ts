import type { Server } from 'node:http'
import type { Http2SecureServer } from 'node:http2'
import { inspect } from 'node:util'

/** Anything that emits `request` and `upgrade` and knows its address. HTTP/2 speaks HTTP/1 to those who upgrade. */
export type AnyServer = Server | Http2SecureServer

/** @throws TypeError for what people have at hand instead. */
export function checkServer(given: AnyServer): Server {
  const it = Object(given) as Readonly<Record<string, unknown>>
  if (['on', 'emit', 'address', 'listenerCount'].every((name) => typeof it[name] === 'function'))
    return given as Server
  const what = typeof given === 'function' ? 'a function' : inspect(given, { depth: -1 })
  throw new TypeError(`attach takes a server of node:http, not ${what}. ${mendFor(it)}`)
}

function mendFor(it: Readonly<Record<string, unknown>>): string {
  if (typeof it === 'function')
    return 'Of an express app: broker.attach(app.listen(8080)), or attach(createServer(app)).'
  if ('httpServer' in it)
    return 'Of Vite: broker.attach(server.httpServer), or the plugin @stompbox/broker/vite.'
  if ('server' in it) return 'Of fastify: broker.attach(app.server).'
  return "Make one with createServer() of 'node:http'."
}
