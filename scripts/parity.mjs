import { spawn } from 'node:child_process'
import { ensureInstalled } from './install.mjs'
import { inRoot } from './run-command.mjs'

await ensureInstalled()
// On the sources, as the tests are.
const node = ['--conditions=source', '--import', 'jiti/register']
const command = [...node, inRoot('tests/parity/main.ts'), ...process.argv.slice(2)]
spawn(process.execPath, command, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1))
