import { join, relative } from 'node:path'
import { expect, test, vi } from 'vitest'
import { missingPackage } from '../../../broker/src/config-file/missing-package.ts'
import { root } from '../../support/markdown.ts'

vi.spyOn(process, 'cwd').mockReturnValue('/app')

const told = (code: string, message: string, config = '/app/stompbox.config.ts'): string | undefined =>
  missingPackage(config, Object.assign(new Error(message), { code }))

test.each([
  ['zod', "Cannot find package 'zod' imported from /app/stompbox.config.ts"],
  ['zod', "Cannot find module 'zod'\nRequire stack:\n- /app/stompbox.config.ts"],
  ['@stomp/stompjs', "Cannot find module '@stomp/stompjs/esm6'\nRequire stack:"],
  ['lodash', "Cannot find package 'lodash/fp'"],
])('%s is named, with what to run', (name, message) => {
  for (const code of ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']) {
    expect(told(code, message)).toBe(
      `stompbox.config.ts imports ${name}, which is not installed here; npm install ${name} brings it.`,
    )
  }
})

test.each([
  "Cannot find package 'zod' imported from /app/chat/rooms.mjs",
  "Cannot find module 'zod'\nRequire stack:\n- /app/chat/rooms.mjs\n- /app/stompbox.config.ts",
])('so is the file that imports it: %s', (message) => {
  expect(told('MODULE_NOT_FOUND', message)).toMatch(/^chat\/rooms\.mjs imports zod, /)
})

test.each([
  ['/lone/stompbox.config.ts', '/lone/stompbox.config.ts', '../lone'],
  ['/lone/stompbox.config.ts', '/lone/chat/rooms.ts', '../lone'],
  ['/app/stompbox.config.ts', '/shared/rooms.ts', '../shared'],
  ['/app2/stompbox.config.ts', '/app2/stompbox.config.ts', '../app2'],
])('a configuration %s, or what is imported by it, %s, has its packages there', (config, importer, where) => {
  expect(told('ERR_MODULE_NOT_FOUND', `Cannot find package 'zod' imported from ${importer}`, config)).toBe(
    `${relative('/app', importer)} imports zod, which is not installed in ${where}; npm install zod there brings it.`,
  )
})

test('the broker itself is installed from where it is, seen from there', () => {
  const config = '/far/lone/stompbox.config.ts'
  const from = relative('/far/lone', join(root, 'broker'))
  expect(
    told('ERR_MODULE_NOT_FOUND', `Cannot find package '@stompbox/broker' imported from ${config}`, config),
  ).toContain(`not installed in ../far/lone; npm install ${from} there brings it.`)
})

test('a folder below has them from here', () => {
  const config = '/app/server/stompbox.config.ts'
  expect(told('ERR_MODULE_NOT_FOUND', `Cannot find package 'zod' imported from ${config}`, config)).toBe(
    'server/stompbox.config.ts imports zod, which is not installed here; npm install zod brings it.',
  )
})

test.each([
  ['a file of its own', 'ERR_MODULE_NOT_FOUND', "Cannot find module '/app/rooms.ts' imported from /app/a.ts"],
  ['a file beside it', 'MODULE_NOT_FOUND', "Cannot find module './rooms.ts'\nRequire stack:"],
  ['an alias', 'MODULE_NOT_FOUND', "Cannot find module '@/rooms'\nRequire stack:"],
  ['a drive', 'ERR_MODULE_NOT_FOUND', "Cannot find module 'C:\\app\\rooms.ts' imported from C:\\app\\a.ts"],
  ['an error of its own', '', "Cannot find package 'zod'"],
])('%s is no package', (_, code, message) => {
  expect(told(code, message)).toBeUndefined()
})

test('what is no error names none', () => {
  expect(missingPackage('/app/stompbox.config.ts', 'zod')).toBeUndefined()
})
