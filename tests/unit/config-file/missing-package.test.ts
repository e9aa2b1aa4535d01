import { expect, test } from 'vitest'
import { missingPackage } from '../../../broker/src/config-file/missing-package.ts'

const told = (code: string, message: string): string | undefined =>
  missingPackage('/app/stompbox.config.ts', Object.assign(new Error(message), { code }))

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
