import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
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
    execFileSync(process.execPath, [tsc, '-b', join(folder, 'broker')], { stdio: 'inherit' })
  } catch {
    throw new Error(`The broker of ${ref} (${commit}) does not compile with what is installed here.`)
  }
  return { commit, dist: join(folder, 'broker/dist') }
}

function commitOf(ref: string): string {
  try {
    return git('rev-parse', '--short', '--verify', '--end-of-options', `${ref}^{commit}`)
  } catch {
    throw new Error(`git knows no commit called «${ref}»; name a branch, a tag or a hash.`)
  }
}
