import { constants, type Stats } from 'node:fs'
import { open, realpath, type FileHandle } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { answer } from './answer.ts'
import type { Route } from './route.ts'

const contentTypes = new Map([
  ['.html', 'text/html; charset=UTF-8'],
  ['.js', 'text/javascript; charset=UTF-8'],
  ['.mjs', 'text/javascript; charset=UTF-8'],
  ['.css', 'text/css; charset=UTF-8'],
  ['.json', 'application/json'],
  ['.map', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.txt', 'text/plain; charset=UTF-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.gif', 'image/gif'],
  ['.webp', 'image/webp'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
])

/**
 * Serves the files of a folder, `index.html` for the folder itself. What is hidden or lies outside is not there.
 * Rejects when there is no such folder.
 */
export async function staticFilesRoute(folder: string, path = '/'): Promise<Route> {
  const root = await realpath(folder)
  return {
    path,
    withBelow: true,
    checksOrigin: false,
    request(request, response, below) {
      if (request.method === 'GET' || request.method === 'HEAD') void serve(root, below, request, response)
      else answer(response, 405, 'Files here answer GET.', { Allow: 'GET, HEAD' })
      return true
    },
  }
}

async function serve(
  root: string,
  below: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let file: FileHandle | undefined
  try {
    file = await openBelow(root, below)
    const stats = await file?.stat()
    if (!file || !stats?.isFile()) answer(response, 404, 'No such file.')
    else await send(file, stats, contentTypeOf(below), request, response)
  } catch {
    if (response.headersSent) response.destroy()
    else answer(response, 404, 'No such file.')
  } finally {
    await file?.close()
  }
}

/** Resolves links before it judges, so that neither `..` nor a link leads out. */
async function openBelow(root: string, below: string): Promise<FileHandle | undefined> {
  const name = decodeURIComponent(below === '' || below.endsWith('/') ? `${below}index.html` : below)
  if (/[\0\\]|(^|\/)\./.test(name)) return undefined
  const path = await realpath(join(root, name))
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined
  // Without O_NONBLOCK a named pipe would hold the request for ever.
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK)
}

async function send(
  file: FileHandle,
  stats: Stats,
  contentType: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const etag = `W/"${stats.size.toString(16)}-${Math.trunc(stats.mtimeMs).toString(16)}"`
  response.setHeader('ETag', etag).setHeader('Cache-Control', 'no-cache')
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end()
  response.writeHead(200, {
    'Content-Type': contentType,
    'Content-Length': stats.size,
    'X-Content-Type-Options': 'nosniff',
  })
  if (request.method === 'HEAD' || stats.size === 0) response.end()
  else await pipeline(file.createReadStream({ autoClose: false, end: stats.size - 1 }), response)
}

const contentTypeOf = (below: string): string =>
  below === '' || below.endsWith('/')
    ? 'text/html; charset=UTF-8'
    : (contentTypes.get(extname(below).toLowerCase()) ?? 'application/octet-stream')
