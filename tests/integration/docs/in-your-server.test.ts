/** The programs of docs/guides/in-your-server.md, run as they stand there but for the port. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Peer } from '../../conformance/peer.ts'
import { codeBlocks, page } from '../../support/markdown.ts'
import { Snippet, folderForSnippets, remove, stopSnippets } from './snippet.ts'

const programs = codeBlocks(page('docs/guides/in-your-server.md')).map(({ text }) => text)

function program(text: string): string {
  const found = programs.filter((block) => block.includes(text))
  if (found.length !== 1) throw new Error(`The guide has ${found.length} programs with ${text}.`)
  return found[0]!
}

let folder: string
beforeAll(() => void (folder = folderForSnippets()))
afterAll(() => remove(folder))
afterEach(stopSnippets)

const servers = {
  express: `${program("from 'express'")}\nserver.on('listening', () => console.log('port', server.address().port))`,
  fastify: `${program("from 'fastify'")}\nconsole.log('port', app.server.address().port)`,
}

async function started(name: keyof typeof servers): Promise<{ program: Snippet; port: string }> {
  const program = Snippet.typescript(folder, name, servers[name].replaceAll('8080', '0'))
  const [, port] = await program.prints(/^port (\d+)$/m)
  return { program, port: port! }
}

async function connected(port: string): Promise<Peer> {
  const peer = await Peer.open(`ws://localhost:${port}/ws-stomp`)
  await peer.connects('1.2')
  peer.writes('SUBSCRIBE\nid:0\ndestination:/sub/chat/room/1\nreceipt:r\n\n␀')
  await peer.readsReceipt('r')
  return peer
}

describe.each(['express', 'fastify'] as const)('beside %s', (name) => {
  test('the pages stay, the chat answers, and the log tells of it', async () => {
    const { program, port } = await started(name)
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('the pages you have')
    const peer = await connected(port)
    peer.writes('SEND\ndestination:/pub/chat/message\n\n{"type":"ENTER","roomId":1,"sender":"Kim"}␀')
    expect((await peer.reads('MESSAGE')).text).toContain('Kim님이 입장하셨습니다.')
    await program.prints(/subscribed .*\/sub\/chat\/room\/1/)
  })

  test('SockJS answers at every address of localhost', async () => {
    const { port } = await started(name)
    const info = await fetch(`http://localhost:${port}/ws-stomp/info`)
    expect(await info.json()).toMatchObject({ websocket: true })
    expect((await fetch(`http://localhost:${port}/elsewhere`)).status).toBe(404)
  })

  test('an upgrade to nowhere is answered, and told of', async () => {
    const { program, port } = await started(name)
    await expect(Peer.open(`ws://localhost:${port}/ws-stmp`)).rejects.toThrow('404')
    await program.prints(/not served .*\/ws-stmp: HTTP 404: .* STOMP endpoints: \/ws-stomp, \/ws\./)
  })
})

test('a route of express sends into a room', async () => {
  const { port } = await started('express')
  const peer = await connected(port)
  const posted = await fetch(`http://localhost:${port}/rooms/1/notice`, {
    method: 'POST',
    body: 'in five minutes',
    headers: { 'content-type': 'text/plain' },
  })
  expect(posted.status).toBe(204)
  expect((await peer.reads('MESSAGE')).text).toBe('{"message":"in five minutes"}')
})

test('a tap as it stands there sees what comes and what goes', async () => {
  const snippet = Snippet.typescript(folder, 'tap', program('FrameTap').replace('8080', '0'))
  const [, port] = await snippet.prints(/^http:\/\/localhost:(\d+)$/m)
  await connected(port!)
  await snippet.prints(/^in [0-9a-f]{8} CONNECT {2}0 bytes$/m)
  await snippet.prints(/^in [0-9a-f]{8} SUBSCRIBE \/sub\/chat\/room\/1 0 bytes$/m)
  await snippet.prints(/^out [0-9a-f]{8} RECEIPT {2}0 bytes$/m)
})

test('broker.reload as it stands there, to its end', async () => {
  expect(await Snippet.typescript(folder, 'reload', program('broker.reload')).ends()).toBe(0)
})
