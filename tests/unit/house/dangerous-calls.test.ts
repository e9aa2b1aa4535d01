import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const sources = readdirSync(join(root, 'broker/src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'))

/** Ways to run what came over the wire, and to send what was in memory. */
const namesOfCode = new Set(['eval', 'Function', 'runInContext', 'runInNewContext', 'runInThisContext'])
const namesOfMemory = new Set(['allocUnsafe', 'allocUnsafeSlow', 'SlowBuffer'])
const modulesOfCode = /^(node:)?(vm|child_process|worker_threads|repl)$/

function identifiersOf(source: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && modulesOfCode.test(node.text)) found.push(node.text)
    // A type may be called Function, a value may not.
    if (ts.isIdentifier(node) && !ts.isTypeReferenceNode(node.parent)) found.push(node.text)
    node.forEachChild(visit)
  }
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true))
  return found
}

const offences = (source: string): string[] =>
  identifiersOf(source).filter(
    (name) => namesOfCode.has(name) || namesOfMemory.has(name) || modulesOfCode.test(name),
  )

test('what is dangerous is found', () => {
  const planted = [
    "eval('1')",
    "new Function('a')",
    "(0, globalThis.eval)('1')",
    "import { runInContext } from 'node:vm'",
    "await import('vm')",
    "require('child_process')",
    'Buffer.allocUnsafe(9)',
  ]
  for (const source of planted) expect(offences(source), source).not.toEqual([])
  expect(offences('// eval\nconst text = "eval"; type F = Function')).toEqual([])
})

test('nothing in the broker runs code it was given, and no memory leaves that was not written', () => {
  expect(sources.length).toBeGreaterThan(50)
  const found = sources.flatMap((file) =>
    offences(readFileSync(join(root, 'broker/src', file), 'utf8')).map((name) => `${file} ${name}`),
  )
  expect(found.sort()).toEqual([
    // With words of its own, and no shell between: `ps`, and what opens the page.
    'cli/keys/foreground.ts node:child_process',
    'cli/keys/open-page.ts node:child_process',
    // Filled to the last byte, which its own test sees: every length is compared with what ws would write.
    'transports/websocket/websocket-framing.ts allocUnsafe',
  ])
})
