import { spawn } from 'node:child_process'
import { build } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot } from './run-command.mjs'

await ensureInstalled()
await build()
const command = ['--import', 'jiti/register', inRoot('tests/bench/main.ts'), ...process.argv.slice(2)]
spawn(process.execPath, command, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1))
