import { once } from 'node:events'
import { dirname } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import { type LoadedConfig, loadFile } from './load-config.ts'

/** An editor may write a file in several steps. */
const settledMs = 50

/**
 * Loads a configuration again whenever one of the files it was made of changes, one load after the other.
 * @param changed told of each, or of why there is none; must not reject.
 * @returns what ends it, once no change is missed.
 */
export async function followConfig(
  first: LoadedConfig,
  changed: (next: LoadedConfig | Error) => unknown,
): Promise<() => Promise<void>> {
  const follower = new Follower(first, changed)
  await follower.watches()
  return () => follower.close()
}

class Follower {
  readonly #file: string
  readonly #changed: (next: LoadedConfig | Error) => unknown
  readonly #watcher: FSWatcher
  #files: ReadonlySet<string>
  /** What is not loadable may lie in a file nobody knows yet: then all beside the known ones count. */
  #isBroken = false
  #timer: NodeJS.Timeout | undefined
  #work: Promise<unknown> = Promise.resolve()

  constructor({ file, files }: LoadedConfig, changed: (next: LoadedConfig | Error) => unknown) {
    this.#file = file
    this.#changed = changed
    this.#files = new Set(files)
    this.#watcher = watch([...foldersOf(files)], { depth: 0, ignoreInitial: true })
    this.#watcher.on('all', (_, path) => this.#noticed(path)).on('error', () => {})
  }

  async watches(): Promise<void> {
    await once(this.#watcher, 'ready')
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#watcher.close()
    await this.#work
  }

  #noticed(path: string): void {
    if (!this.#files.has(path) && !(this.#isBroken && isCode(path))) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#work = this.#work.then(() => this.#load())
    }, settledMs)
  }

  async #load(): Promise<void> {
    const next = await loadFile(this.#file).catch((error: unknown) => error as Error)
    this.#isBroken = next instanceof Error
    if (!(next instanceof Error)) this.#know(next.files)
    await this.#changed(next)
  }

  #know(files: readonly string[]): void {
    this.#files = new Set(files)
    this.#watcher.add([...foldersOf(files)])
  }
}

const foldersOf = (files: readonly string[]): ReadonlySet<string> =>
  new Set(files.map((file) => dirname(file)))

const isCode = (path: string): boolean => /\.([cm]?[jt]sx?|json)$/.test(path)
