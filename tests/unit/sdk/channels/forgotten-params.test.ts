import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { root } from '../../../support/markdown.ts'

const program = `
import { defineChannels, topic } from '${join(root, 'sdk/src/channels/define-channels.ts')}'
import type { StompClient } from '${join(root, 'sdk/src/stomp-client.ts')}'

const channels = defineChannels({ room: topic<{ text: string }>()('/sub/room/{roomId}') })
declare const client: StompClient<typeof channels>
client.subscribe('room', () => {})
client.subscribe('room', () => {}, { ack: 'client' })
`

/** What the compiler says of a file that is only in memory. */
function complaints(text: string): string[] {
  const file = join(root, 'tests/unit/sdk/channels/in-memory.ts')
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // Without that of the page, which takes longer to read than all else; what needs it is not looked at.
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, language) =>
    name === file ? ts.createSourceFile(name, text, language) : read(name, language)
  const compiled = ts.createProgram([file], options, host)
  return compiled
    .getSemanticDiagnostics(compiled.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

test('an error of the compiler says which parameters are missing, and of which destination', () => {
  const [withoutOptions, withOthers, ...more] = complaints(program)
  expect(more).toEqual([])
  const needed = 'NeedsParams<"/sub/room/{roomId}">'
  expect(withoutOptions).toContain(`'() => void' is not assignable to type '${needed}'`)
  expect(withOthers).toContain(
    `Property 'params' is missing in type '{ ack: "client"; }' but required in type '${needed}'`,
  )
})
