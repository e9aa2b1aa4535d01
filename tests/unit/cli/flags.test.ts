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
  ['-h', { help: true }],
  ['--version', { version: true }],
  ['-- --json', { config: '--json' }],
  ['-- init', { config: 'init' }],
  ['./init', { config: './init' }],
  ['chat', { config: 'chat' }],
  ['--quiet', { quiet: true }],
  ['--verbose --json', { verbose: true, json: true }],
  ['init', { command: 'init' }],
  ['init chat.config.ts', { command: 'init', file: 'chat.config.ts' }],
  ['init -- --help', { command: 'init', file: '--help' }],
  ['init --help', { command: 'init', help: true }],
  ['explain', { command: 'explain' }],
  ['explain rate', { command: 'explain', code: 'rate' }],
  ['explain init', { command: 'explain', code: 'init' }],
  ['--lang ko explain 1006', { command: 'explain', code: '1006', lang: 'ko' }],
])('%s', (line, flags) => {
  expect(parseFlags(line.split(' ').filter(Boolean))).toEqual(flags)
})

test.each([
  ['--prot 1', 'There is no option --prot. Did you mean --port?'],
  ['--profile spring', 'There is no option --profile.'],
  ['-x', 'There is no option -x.'],
  ['-p 9000', 'There is no option -p. Did you mean --port?'],
  ['-v', 'There is no option -v. Did you mean --verbose or --version?'],
  ['--no-json', 'There is no option --no-json.'],
  ['--port', '--port needs a number, such as --port 9000, or 0 for any free port.'],
  ['--port http', '--port http is not a whole number from 0 to 65535.'],
  ['--port 65536', '--port 65536 is not a whole number from 0 to 65535.'],
  ['--port -1', '--port -1 is not a whole number from 0 to 65535.'],
  ['--port 1e3', '--port 1e3 is not a whole number from 0 to 65535.'],
  ['--host', '--host needs a name or an address, such as --host 0.0.0.0 for every network.'],
  ['--host --json', '--host needs a name or an address, such as --host 0.0.0.0 for every network.'],
  ['--json=yes', '--json takes no value, got yes.'],
  ['--quiet --verbose', '--quiet says less and --verbose more; give one of them.'],
  ['--lang ko', '--lang goes with explain.'],
  ['explain --lang', '--lang takes en or ko.'],
  ['explain --lang fr', '--lang takes en or ko, got fr.'],
  ['explain --json', '--json does not go with explain.'],
  ['--port 1 init', '--port does not go with init.'],
  ['inti', 'There is no command inti. Did you mean init?'],
  ['help', 'There is no command help. Did you mean --help?'],
  ['init a.ts b.ts', 'init writes one file: a.ts or b.ts?'],
  ['explain rate 1006', 'explain takes one code at a time: rate or 1006?'],
  ['a.ts init', 'One configuration file at a time: a.ts or init?'],
  ['a.ts b.ts', 'One configuration file at a time: a.ts or b.ts?'],
])('%s is refused', (line, message) => {
  const parse = () => parseFlags(line.split(' '))
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(expect.objectContaining({ message }))
})

test('--help names every command, option and exit code, in lines that fit a terminal', () => {
  for (const told of [
    'stompbox init [file]',
    'stompbox explain [code]',
    '--port',
    '--host',
    '--quiet',
    '--verbose',
    '--json',
    '--lang',
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
