import { expect, test } from 'vitest'
import { isUrgent, type LoggedEvent } from '../../../broker/src/log/event-line.ts'
import { code, page, table } from '../../support/markdown.ts'

const markdown = page('docs/reference/command-line.md')

/** Not events of the broker: the command says these itself. */
const ofTheCommand = ['listening', 'reloaded', 'not-reloaded', 'draining', 'dropped']

test('docs/reference/command-line.md says which lines --quiet keeps', () => {
  const [, kept, left] = /`--quiet` keeps ([^.]+)\.[^:]+: ([^.]+)\./.exec(markdown)!
  const types = table(markdown, '## The log').flatMap(([type]) => code(type))
  const events = types.filter((type) => !ofTheCommand.includes(type) && type !== 'frame')
  const urgent = events.filter((type) => isUrgent({ type } as LoggedEvent))
  expect(code(kept).sort()).toEqual([...ofTheCommand, ...urgent].sort())
  expect(code(left).sort()).toEqual(events.filter((type) => !urgent.includes(type)).sort())
})
