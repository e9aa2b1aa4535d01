import { expect, test } from 'vitest'
import { RawEndpoint } from '../../support/raw-endpoint.ts'
import { exchange, request } from '../../support/raw-socket.ts'

type Headers = Record<string, string>
const page = { Origin: 'http://localhost:5173' }
const kim = { ...page, Cookie: 'sid=kim-1f3a; lang=ko' }

const ask = async (endpoint: RawEndpoint, line: string, headers: Headers, body = ''): Promise<number> => {
  const length = line.startsWith('POST') ? { 'Content-Length': String(body.length) } : {}
  const text = request(line, { Connection: 'close', ...length, ...headers }, body)
  return Number((await exchange(endpoint.port, text)).split(' ')[1])
}

async function opened(headers: Headers) {
  const endpoint = await RawEndpoint.open()
  const opening = endpoint.next()
  expect(await ask(endpoint, 'POST /stomp/000/s/xhr', headers)).toBe(200)
  const session = await opening
  const send = (asked: Headers) => ask(endpoint, 'POST /stomp/000/s/xhr_send', asked, '["x"]')
  const poll = (asked: Headers) => ask(endpoint, 'POST /stomp/000/s/xhr', asked)
  return { endpoint, session, send, poll, [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose]() }
}

test.each<[string, Headers, Headers]>([
  ['of another user', kim, { ...page, Cookie: 'sid=lee-77aa; theme=dark' }],
  ['without a cookie', kim, page],
  ['with an empty cookie', kim, { ...page, Cookie: '' }],
  ['with only the name of the cookie', kim, { ...page, Cookie: 'sid; lang' }],
  ['of another page of this machine', page, { Origin: 'http://localhost:9999' }],
  ['of a listed page', page, { Origin: 'https://listed.example' }],
  ['of another page, with the cookie', kim, { ...kim, Origin: 'https://listed.example' }],
])('a request %s finds no session, and who opened it goes on [hostile J12]', async (_, opener, other) => {
  await using at = await opened(opener)
  expect([await at.send(other), await at.poll(other)]).toEqual([404, 404])
  expect(at.session.heard).toEqual([])
  expect(await at.send(opener)).toBe(204)
  expect(at.session.heard).toEqual(['text x'])
  expect(await at.poll(opener)).toBe(200)
})

test.each<[string, Headers, Headers]>([
  [
    'with a cookie that changed and one that did not',
    kim,
    { ...page, Cookie: 'lang=ko; _ga=1;sid=kim-9999' },
  ],
  ['with more cookies', kim, { ...page, Cookie: `${kim.Cookie}; _ga=GS1.1` }],
  ['with cookies where none were', page, kim],
  ['of no page', page, {}],
])('a request %s is of who opened it', async (_, opener, later) => {
  await using at = await opened(opener)
  expect(await at.send(later)).toBe(204)
})

test('an eventsource of the same origin names none; the first that is named binds', async () => {
  await using endpoint = await RawEndpoint.open()
  const opening = endpoint.next()
  const raw = await endpoint.raw(request('GET /stomp/000/s/eventsource', { Cookie: 'sid=1' }))
  await opening
  const send = (headers: Headers) => ask(endpoint, 'POST /stomp/000/s/xhr_send', headers, '["x"]')
  expect(await send({ ...page, Cookie: 'sid=1' })).toBe(204)
  expect(await send({ Origin: 'https://listed.example', Cookie: 'sid=1' })).toBe(404)
  expect(await send({ ...page, Cookie: 'sid=1' })).toBe(204)
  raw.socket.destroy()
})
