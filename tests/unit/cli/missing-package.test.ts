import { expect, test } from 'vitest'
import { missingPackage } from '../../../broker/src/cli/missing-package.ts'
import { ConfigError } from '../../../broker/src/config/config-error.ts'

const failed = (code: string, message: string) =>
  new ConfigError('It cannot be loaded.', '/app/stompbox.config.ts', {
    cause: Object.assign(new Error(message), { code }),
  })

test.each([
  ['zod', "Cannot find package 'zod' imported from /app/stompbox.config.mjs"],
  ['zod', "Cannot find module 'zod'\nRequire stack:\n- /app/stompbox.config.ts"],
  ['@stomp/stompjs', "Cannot find module '@stomp/stompjs/esm6'\nRequire stack:"],
  ['lodash', "Cannot find package 'lodash/fp' imported from /app/a.mjs"],
])('%s is named, with what to run', (name, message) => {
  for (const code of ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']) {
    expect(missingPackage(failed(code, message))).toBe(
      `stompbox.config.ts imports ${name}, which is not installed here. Run: npm install ${name}`,
    )
  }
})

test.each([
  ['a file of its own', 'ERR_MODULE_NOT_FOUND', "Cannot find module '/app/rooms.ts' imported from /app/a.ts"],
  ['a file beside it', 'MODULE_NOT_FOUND', "Cannot find module './rooms.ts'\nRequire stack:"],
  ['an alias', 'MODULE_NOT_FOUND', "Cannot find module '@/rooms'\nRequire stack:"],
  ['a drive', 'ERR_MODULE_NOT_FOUND', "Cannot find module 'C:\\app\\rooms.ts' imported from C:\\app\\a.ts"],
  ['an error of its own', '', "Cannot find package 'zod'"],
])('%s is no package', (_, code, message) => {
  expect(missingPackage(failed(code, message))).toBeUndefined()
})

test('what was not thrown is none', () => {
  expect(missingPackage(new ConfigError('There is no configuration file.'))).toBeUndefined()
})
