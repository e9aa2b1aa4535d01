import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpServer } from '../../../broker/src/server/http-server.ts'
import { staticFilesRoute } from '../../../broker/src/server/static-files.ts'
import { exchange, request } from '../../support/raw-socket.ts'

let top: string
let server: HttpServer
let port: number

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'stompbox-static-'))
  const root = join(top, 'site')
  for (const folder of ['site/assets', 'site/.git', 'site-secret'])
    await mkdir(join(top, folder), { recursive: true })
  const files = {
    'site/index.html': '<h1>hello</h1>',
    'site/assets/app.js': 'run()',
    'site/assets/index.html': 'assets',
    'site/assets/empty.css': '',
    'site/한글.txt': 'ok',
    'site/unknown.xyz': '?',
    'site/.env': 'SECRET',
    'site/.git/config': 'SECRET',
    'site-secret/key.txt': 'SECRET',
    'outside.txt': 'SECRET',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(top, name), text)
  await symlink(join(top, 'outside.txt'), join(root, 'link.txt'))
  await symlink(join(top, 'site-secret'), join(root, 'linked'))
  await symlink(join(root, 'assets/app.js'), join(root, 'inside.js'))
  server = new HttpServer({ routes: [await staticFilesRoute(root)], allowedOrigins: [] })
  port = (await server.listen(0, '127.0.0.1')).port
})

afterAll(async () => {
  await server.close()
  await rm(top, { recursive: true })
})

const ask = (line: string, headers = {}) => exchange(port, request(line, { Connection: 'close', ...headers }))

test.each([
  ['/', 'text/html; charset=UTF-8', '<h1>hello</h1>'],
  ['/index.html?v=1', 'text/html; charset=UTF-8', '<h1>hello</h1>'],
  ['/assets/app.js', 'text/javascript; charset=UTF-8', 'run()'],
  ['/assets/', 'text/html; charset=UTF-8', 'assets'],
  ['/assets/empty.css', 'text/css; charset=UTF-8', ''],
  ['/%ED%95%9C%EA%B8%80.txt', 'text/plain; charset=UTF-8', 'ok'],
  ['/unknown.xyz', 'application/octet-stream', '?'],
  ['/inside.js', 'text/javascript; charset=UTF-8', 'run()'],
])('GET %s is %s', async (path, type, body) => {
  const answer = await ask(`GET ${path}`)
  expect(answer).toMatch(/^HTTP\/1.1 200 /)
  expect(answer).toContain(`Content-Type: ${type}\r\n`)
  expect(answer).toContain(`Content-Length: ${body.length}\r\n`)
  expect(answer.split('\r\n\r\n')[1]).toBe(body)
})

test.each([
  '/nothing',
  '/assets',
  '/../outside.txt',
  '/../site-secret/key.txt',
  '/assets/../../outside.txt',
  '/..%2foutside.txt',
  '/%2e%2e/outside.txt',
  '/%2e%2e%2fsite-secret%2fkey.txt',
  '/..\\outside.txt',
  '/..%5coutside.txt',
  '/%252e%252e/outside.txt',
  '/assets%2f..%2f..%2foutside.txt',
  '/link.txt',
  '/linked/key.txt',
  '/.env',
  '/%2eenv',
  '/.git/config',
  '/assets/%2e/app.js',
  '/index.html%00',
  '/index.html%00.js',
  '/%',
  '/%ff',
  '//etc/passwd',
])('GET %s is not there [hostile H14]', async (path) => {
  const answer = await ask(`GET ${path}`)
  expect(answer).toMatch(/^HTTP\/1.1 404 /)
  expect(answer).not.toContain('SECRET')
})

test('a file that has not changed is not sent again', async () => {
  const etag = /ETag: (.*)\r\n/.exec(await ask('GET /'))![1]!
  expect(await ask('GET /', { 'If-None-Match': etag })).toMatch(/^HTTP\/1.1 304 [^]*\r\n\r\n$/)
  expect(await ask('GET /', { 'If-None-Match': '"other"' })).toMatch(/^HTTP\/1.1 200 /)
})

test('HEAD has no body, other methods are refused', async () => {
  expect(await ask('HEAD /')).toMatch(/^HTTP\/1.1 200 [^]*Content-Length: 14\r\n[^]*\r\n\r\n$/)
  expect(await ask('POST /')).toMatch(/^HTTP\/1.1 405 [^]*Allow: GET, HEAD\r\n/)
})

test('ranges are ignored', async () => {
  expect(await ask('GET /', { Range: `bytes=${'0-1,'.repeat(1000)}2-3` })).toMatch(/^HTTP\/1.1 200 /)
})

test('a folder that is not there is told at once', async () => {
  await expect(staticFilesRoute(join(top, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' })
})
