import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as react from 'react'
import * as runtime from 'react/jsx-runtime'
import * as client from 'react-dom/client'
import ts from 'typescript'
import { expect, onTestFinished, test, vi } from 'vitest'
import * as sdk from '@stompbox/sdk'
import * as hooks from '@stompbox/sdk/react'
import { createTestServer, type TestServer } from '@stompbox/sdk/testing'
import { commands, settle } from './rendered.ts'

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/sdk-react.md'), 'utf8')

interface Talk {
  readonly roomId: string
}

const modules: Readonly<Record<string, unknown>> = {
  react,
  'react/jsx-runtime': runtime,
  'react-dom/client': { ...client, createRoot },
  '@stompbox/sdk': { ...sdk, createClient },
  '@stompbox/sdk/react': hooks,
}

/** The pauses of the guide are those of pages; here they are over when the test says so. */
function createClient(...[url, options]: Parameters<typeof sdk.createClient>): sdk.StompClient {
  made = sdk.createClient(url, { ...options, reconnect: { minDelayMs: 60_000, maxDelayMs: 60_000 } })
  return made
}
let made: sdk.StompClient

function createRoot(container: Element): client.Root {
  const root = client.createRoot(container)
  onTestFinished(() => settle({ server }, () => root.unmount()))
  return root
}
let server: TestServer

/** Runs a page as it stands in the guide. */
function run(text: string): void {
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    jsx: ts.JsxEmit.ReactJSX,
    target: ts.ScriptTarget.ES2022,
  }
  const { outputText } = ts.transpileModule(text, { compilerOptions })
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function('require', 'exports', outputText)((name: string) => modules[name], {})
}

test('the page of the guide keeps what was typed while the cable was pulled, and sends it once', async () => {
  server = createTestServer()
  server.on<Talk>(
    '/pub/chat/message',
    ({ body }) => void server.deliver(`/sub/chat/room/${body.roomId}`, body),
  )
  vi.stubGlobal('WebSocket', function (url: string, protocols: string[]) {
    return server.webSocket(url, protocols)
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  document.body.innerHTML = '<div id="root"></div>'
  const shown = () => document.body.textContent
  const button = (text: string) =>
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent === text)!
  const say = async (text: string) => {
    const input = document.querySelector('input')!
    const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!
    await settle({ server }, () => {
      value.set!.call(input, text)
      input.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await settle({ server }, () => document.querySelector('form')!.requestSubmit())
  }

  await settle({ server }, () => run(/```tsx\n([^]*?)```/.exec(guide)![1]!))
  expect(shown()).toBe('connected')
  await say('hello')
  expect(shown()).toBe('connectedKim: hello')

  await settle({ server }, () => server.drop())
  await say('anybody there?')
  await say('never mind')
  expect(shown()).toContain('What is said now will be missed.')
  expect(shown()).toContain('anybody there? (queued)')
  await settle({ server }, () => [...document.querySelectorAll('button')].at(-1)!.click())
  expect(shown()).not.toContain('never mind')

  await settle({ server }, () => button('Now').click())
  expect(made.state.status).toBe('connected')
  expect(shown()).toBe('connectedKim: helloKim: anybody there?')
  expect(commands(server, 'SEND')).toHaveLength(2)
  expect(commands(server, 'SUBSCRIBE')).toHaveLength(2)
})
