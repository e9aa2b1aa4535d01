import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { format } from 'prettier'
import { resultsOf } from './conformance-results.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, isStarted, runCommand, tool } from './run-command.mjs'

const usage = `npm run test:conformance -- [options] [tests…]

  --against <url>    the broker to judge: ws://, wss://, tcp://host:port or tls://host:port; without it, our own command
  --host <name>      what CONNECT says in its host header ('any')
  --login <name>     and in login
  --passcode <text>  and in passcode
  --patience <ms>    how long no answer is waited for (2000)
  --name <name>      how the broker is called in the table
  --table <file>     writes what became of each rule, as JSON`

const text = { type: 'string' }
const options = {
  against: text,
  host: text,
  login: text,
  passcode: text,
  patience: text,
  name: text,
  table: text,
  help: { type: 'boolean' },
}

/** The suite asks the environment, since vitest takes no options but its own. */
const envOf = ({ against, host, login, passcode, patience }) => ({
  STOMPBOX_AGAINST: against,
  STOMPBOX_HOST: host,
  STOMPBOX_LOGIN: login,
  STOMPBOX_PASSCODE: passcode,
  STOMPBOX_PATIENCE_MS: patience,
})

async function run(values, tests) {
  const folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const command = [...tool('vitest/vitest.mjs'), 'run', '--project', 'conformance', ...reporters, ...tests]
  try {
    const { ok } = await runCommand(command, { env: definedOnly(envOf(values)) })
    if (values.table !== undefined) await writeTable(values, JSON.parse(readFileSync(report, 'utf8')))
    return ok
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const definedOnly = (env) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))

async function writeTable({ table, name, against }, report) {
  const broker = name ?? against ?? `stompbox ${ownVersion()}`
  const json = JSON.stringify({ broker, ...resultsOf(report) })
  writeFileSync(resolve(table), await format(json, { parser: 'json', printWidth: 110 }))
  console.log(`The rules are in ${table}.`)
}

const ownVersion = () => JSON.parse(readFileSync(inRoot('broker/package.json'), 'utf8')).version

function parsed() {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`)
    return undefined
  }
}

if (isStarted(import.meta.url)) {
  const { values, positionals } = parsed() ?? {}
  if (values?.help) console.log(usage)
  else process.exitCode = values && (await ensureInstalled()) && (await run(values, positionals)) ? 0 : 1
}
