import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fillDestination } from '../../../sdk/src/channels/template.ts'
import * as errors from '../../../sdk/src/errors.ts'
import * as sdk from '../../../sdk/src/index.ts'
import { withDefaults } from '../../../sdk/src/options.ts'
import { code, page, root, table } from '../../support/markdown.ts'

const guide = page('docs/guides/sdk.md')
const recipes = page('docs/guides/sdk-recipes.md')

/** The rows of the table whose head begins so. */
function rowsBelow(head: string, markdown = guide): string[][] {
  const [, text] = markdown.split(`\n${head}`)
  if (text === undefined) throw new Error(`There is no table ${head}.`)
  return table(`\n# Table\n${head}${text}`, '# Table')
}

const firstCells = (head: string, markdown?: string): string[] =>
  rowsBelow(head, markdown).flatMap(([cell]) => code(cell))

describe('docs/guides/sdk.md', () => {
  test('has a row for every error that is exported', () => {
    const exported = Object.keys(errors)
    expect(exported.filter((name) => !(name in sdk))).toEqual([])
    expect(firstCells('| Error |').sort()).toEqual([...exported, 'TypeError'].sort())
  })

  test('has a row for every kind of reason, and every status', () => {
    expect(firstCells('| `kind` |').sort()).toEqual(union('reason.ts', /kind:\n((?: +\| \S+\n)+)/))
    const states = readSource('connection/state.ts').matchAll(/readonly status: '(\w+)'/g)
    expect(firstCells('| `status` |').sort()).toEqual(Array.from(states, ([, status]) => status!).sort())
  })

  test('has a row for every event of a subscription', () => {
    const [, events] = /interface SubscriptionEvents<T> \{([^]*?)\n\}/.exec(
      readSource('subscriptions/subscription.ts'),
    )!
    const names = Array.from(events!.matchAll(/^ {2}(\w+): /gm), ([, name]) => name!)
    expect(firstCells('| Event |').sort()).toEqual(names.sort())
  })

  test('names the defaults that are', () => {
    const { reconnect, outbox, connectTimeoutMs, disconnectTimeoutMs, heartBeatMs } = withDefaults(
      'ws://a',
      {},
    )
    const rows = [
      ...rowsBelow('| Option | Default | |'),
      ...rowsBelow('| Limit of the outbox |'),
      ...rowsBelow('| Option of `createClient`'),
    ]
    const listed = rows.flatMap(([key, value]) =>
      /^`\d+`/.test(value!) ? [[code(key)[0], code(value)[0]]] : [],
    )
    const times = { connectTimeoutMs, disconnectTimeoutMs, heartBeatMs }
    const numbers = Object.entries({ ...reconnect, ...outbox, ...times }).filter(([, value]) =>
      Number.isFinite(value),
    )
    expect(listed.sort()).toEqual(numbers.map(([key, value]) => [key, String(value)]).sort())
  })

  test('promises the sizes that are checked', async () => {
    const config = (await import(join(root, '.size-limit.mjs'))) as {
      default: readonly { name: string; limit: string }[]
    }
    for (const [entry, limit] of rowsBelow('| Entry |')) {
      const checks = config.default.filter(({ name }) => name.split(',')[0] === code(entry)[0])
      expect(checks.map((check) => check.limit)).toContain(limit!.split(',')[0])
    }
  })

  test('shows what parameters become', () => {
    const rows = rowsBelow('| `roomId` |').map((row) => row.map((cell) => code(cell)[0]!))
    expect(rows.length).toBeGreaterThan(4)
    for (const [value, destination] of rows)
      expect(fillDestination('/sub/chat/room/{roomId}', { roomId: value! })).toBe(destination)
  })
})

describe('docs/guides/sdk-recipes.md', () => {
  test.each([
    ['| stompjs | SDK |', 'stompjs/esm6/client.d.ts'],
    ['| rx-stomp | SDK |', 'rx-stomp/esm6/rx-stomp.d.ts'],
    ['| `Stomp` and what it makes |', 'stompjs/esm6/compatibility/compat-client.d.ts'],
  ])('%s has every public name of %s', (head, types) => {
    const text = readFileSync(join(root, 'node_modules/@stomp', types), 'utf8')
    const members = text.matchAll(
      /^ {4}(?:readonly |get |set )?(?!constructor|private|protected)([\w$]+)[?:(]/gm,
    )
    const names = firstCells(head, recipes).map((each) => /^(?:RxStompRPC\.|Stomp\.)?([\w$]+)/.exec(each)![1])
    expect(
      [...new Set(Array.from(members, ([, name]) => name!))].filter((name) => !names.includes(name)),
    ).toEqual([])
  })
})

function readSource(path: string): string {
  return readFileSync(join(root, 'sdk/src', path), 'utf8')
}

function union(path: string, pattern: RegExp): string[] {
  const [, members] = pattern.exec(readSource(path))!
  return Array.from(members!.matchAll(/'([\w-]+)'/g), ([, member]) => member!).sort()
}
