import { expect, test } from 'vitest'
import { isUrgent, type LoggedEvent } from '../../../broker/src/log/event-line.ts'
import { code, page, table } from '../../support/markdown.ts'

/** Not events of the broker: the command says these itself. */
const ofTheCommand = ['listening', 'reloaded', 'not-reloaded', 'draining', 'dropped']

test.each([
  ['docs/reference/command-line.md', '## The log', /`--quiet` keeps ([^.]+)\.[^:]+: ([^.]+)\./],
  [
    'docs/reference/command-line.ko.md',
    '## 로그',
    /`--quiet`를 주면 ([^.]+)만 남깁니다\. ([^.]+) 남기지 않습니다\./,
  ],
])('%s says which lines --quiet keeps', (path, heading, sentence) => {
  const [, kept, left] = sentence.exec(page(path))!
  const types = table(page(path), heading).flatMap(([type]) => code(type))
  const events = types.filter((type) => !ofTheCommand.includes(type) && type !== 'frame')
  const urgent = events.filter((type) => isUrgent({ type } as LoggedEvent))
  expect(code(kept).sort()).toEqual([...ofTheCommand, ...urgent].sort())
  expect(code(left).sort()).toEqual(events.filter((type) => !urgent.includes(type)).sort())
})
