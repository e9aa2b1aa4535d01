import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js')

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

/** The broker of another commit, compiled beside what is installed here. */
export interface OtherTree {
  /** Short, as git has it. */
  readonly commit: string
  readonly dist: string
}

/**
 * Gone when this process ends.
 * @throws Error when there is no such commit, or it does not compile with what is installed here
 */
export function otherTree(ref: string): OtherTree {
  const commit = commitOf(ref)
  const folder = join(root, 'node_modules/.cache/stompbox-bench', `tree-${commit}`)
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true })
    git('worktree', 'prune')
  }
  remove()
  process.once('exit', remove)
  git('worktree', 'add', '--detach', folder, commit)
  try {
    compile(folder)
  } catch {
    throw new Error(`The broker of ${ref} (${commit}) does not compile with what is installed here.`)
  }
  return { commit, dist: join(folder, 'broker/dist') }
}

/** Of the way it says itself, if it does: older ones are no bundle. */
function compile(folder: string): void {
  const run = (...args: readonly string[]) => execFileSync(process.execPath, args, { stdio: 'inherit' })
  run(tsc, '-b', join(folder, 'broker'))
  const bundle = join(folder, 'scripts/bundle.mjs')
  if (existsSync(bundle)) run(bundle)
}

function commitOf(ref: string): string {
  try {
    return git('rev-parse', '--short', '--verify', '--end-of-options', `${ref}^{commit}`)
  } catch {
    throw new Error(`git knows no commit called «${ref}»; name a branch, a tag or a hash.`)
  }
}
