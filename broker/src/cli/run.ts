import { inspect } from 'node:util'
import { ConfigError } from '../config/config-error.ts'
import { version } from '../version.ts'
import { type Flags, UsageError, parseFlags } from './flags.ts'
import { help } from './help.ts'
import { InitError } from './init/init-error.ts'
import { StartError } from './listen-error.ts'
import { ownName } from './own-name.ts'

/** The whole command. Sets the exit code; resolves when it is done or when the broker listens. */
export async function run(args: readonly string[], startedMs: number): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreLostReader)
  try {
    const flags = parseFlags(args)
    if (flags.help) process.stdout.write(help)
    else if (flags.version) process.stdout.write(`${version}\n`)
    else await start(flags, startedMs)
  } catch (error) {
    const exitCode = error instanceof UsageError ? 2 : 1
    // A configuration may have left timers behind, so the end does not come by itself.
    process.stderr.write(`${complaint(error)}\n`, () => process.exit(exitCode))
  }
}

/** Each part is loaded only now: who asks for the version waits for nothing else. */
async function start(flags: Flags, startedMs: number): Promise<void> {
  if (flags.command === 'init') {
    const { init } = await import('./init/init.ts')
    process.stdout.write(init(flags.file, process))
  } else if (flags.command === 'explain') {
    const { explain } = await import('./explain/explain.ts')
    process.stdout.write(explain(flags, process))
  } else {
    const { serve } = await import('./serve.ts')
    await serve(flags, { version, startedMs })
  }
}

/** `stompbox | head` closes the pipe; the broker goes on. */
function ignoreLostReader(): void {}

const expected = [ConfigError, StartError, InitError]

const isExpected = (error: unknown): error is Error => expected.some((kind) => error instanceof kind)

function complaint(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} ${error.further(ownName(process))}`
  return isExpected(error) ? error.message : inspect(error)
}
