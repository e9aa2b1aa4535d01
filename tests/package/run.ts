import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end. */
export function run(
  cwd: string,
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      // A program that cannot be started has a word for a code, one that was killed has none.
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr: error !== null && stderr === '' ? error.message : stderr })
    })
  })
}

/** Runs a script with this very Node. */
export const node = (cwd: string, script: string, args: readonly string[] = [], env?: NodeJS.ProcessEnv) =>
  run(cwd, [process.execPath, script, ...args], env)

/** Entry file of a tool of this repository. */
export const tool = (path: string) => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url))

// On Windows npm is no program but a shell script; the npm that runs us says where its program is.
const npmScript = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : undefined

/** @throws with what npm said when it fails. */
export async function npm(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await (npmScript === undefined
    ? run(cwd, ['npm', ...args])
    : node(cwd, npmScript, args))
  if (code === 0) return stdout
  throw new Error(`npm ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
}
