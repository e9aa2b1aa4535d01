import { basename, relative } from 'node:path'

/** Where the command was called, and how. */
export interface Caller {
  readonly cwd: () => string
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** The command as one types it here, so that a line which names it can be copied. */
export function ownName({ cwd, argv: [, script = ''], env }: Caller): string {
  if (/^(main\.js|stompbox\.mjs)$/.test(basename(script))) return `node ${relative(cwd(), script)}`
  // npm puts on the path what else only npx finds.
  return env['npm_command'] === undefined ? 'stompbox' : 'npx stompbox'
}

/** What stands before an option: what comes without this `--`, npm keeps for itself. */
export function ownOptions({ env }: Pick<Caller, 'env'>): string {
  const { npm_command: command = '', npm_lifecycle_event: script = '' } = env
  if (command === 'start') return 'npm start -- '
  return /^run(-script)?$/.test(command) ? `npm run ${script} -- ` : ''
}
