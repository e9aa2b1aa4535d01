import { expect, test } from 'vitest'
import { ownName, ownOptions } from '../../../broker/src/cli/own-name.ts'

const called = (script: string, npm?: string) =>
  ownName({ cwd: () => '/app', argv: ['node', script], env: npm === undefined ? {} : { npm_command: npm } })

test.each([
  ['/usr/local/bin/stompbox', undefined, 'stompbox'],
  ['/app/node_modules/.bin/stompbox', 'exec', 'npx stompbox'],
  ['/app/node_modules/.bin/stompbox', 'start', 'npx stompbox'],
  ['/clone/broker/bin/stompbox.mjs', undefined, 'node ../clone/broker/bin/stompbox.mjs'],
  ['/app/broker/dist/cli/main.js', 'test', 'node broker/dist/cli/main.js'],
])('%s under npm %s is typed %s', (script, npm, name) => {
  expect(called(script, npm)).toBe(name)
})

test.each([
  [{}, ''],
  [{ npm_command: 'exec' }, ''],
  [{ npm_command: 'start' }, 'npm start -- '],
  [{ npm_command: 'run', npm_lifecycle_event: 'broker' }, 'npm run broker -- '],
  [{ npm_command: 'run-script', npm_lifecycle_event: 'broker' }, 'npm run broker -- '],
])('with %j options stand behind %j', (env, before) => {
  expect(ownOptions({ env })).toBe(before)
})
