import { expect, test } from 'vitest'
import { UsageError, parseFlags } from '../../../broker/src/cli/flags.ts'
import { help } from '../../../broker/src/cli/help.ts'

test.each([
  ['', {}],
  ['chat.ts', { config: 'chat.ts' }],
  [
    '--port 9000 chat.ts --host 0.0.0.0 --json',
    { port: 9000, config: 'chat.ts', host: '0.0.0.0', json: true },
  ],
  ['--port=0', { port: 0 }],
  ['--port 65535', { port: 65535 }],
  ['--port 1 --port 2', { port: 2 }],
  ['--host=::1', { host: '::1' }],
  ['--help', { help: true }],
  ['--version', { version: true }],
  ['-- --json', { config: '--json' }],
])('%s', (line, flags) => {
  expect(parseFlags(line.split(' ').filter(Boolean))).toEqual(flags)
})

test.each([
  ['--prot 1', 'There is no option --prot. Did you mean --port? See stompbox --help.'],
  ['--profile spring', 'There is no option --profile. See stompbox --help.'],
  ['-x', 'There is no option -x. See stompbox --help.'],
  ['--no-json', 'There is no option --no-json. See stompbox --help.'],
  ['--port', '--port needs a number, such as --port 9000, or 0 for any free port. See stompbox --help.'],
  ['--port http', '--port http is not a whole number from 0 to 65535. See stompbox --help.'],
  ['--port 65536', '--port 65536 is not a whole number from 0 to 65535. See stompbox --help.'],
  ['--port -1', '--port -1 is not a whole number from 0 to 65535. See stompbox --help.'],
  ['--port 1e3', '--port 1e3 is not a whole number from 0 to 65535. See stompbox --help.'],
  [
    '--host',
    '--host needs a name or an address, such as --host 0.0.0.0 for every network. See stompbox --help.',
  ],
  [
    '--host --json',
    '--host needs a name or an address, such as --host 0.0.0.0 for every network. See stompbox --help.',
  ],
  ['--json=yes', '--json takes no value, got yes. See stompbox --help.'],
  ['a.ts b.ts', 'One configuration file at a time: a.ts or b.ts? See stompbox --help.'],
])('%s is refused', (line, message) => {
  const parse = () => parseFlags(line.split(' '))
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(message)
})

test('--help names every option and exit code, in lines that fit a terminal', () => {
  for (const told of [
    '--port',
    '--host',
    '--json',
    '--help',
    '--version',
    '0 stopped',
    '1 could',
    '2 wrong',
    '130',
    '143',
  ]) {
    expect(help).toContain(told)
  }
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})
