import { once } from 'node:events'
import { dirname } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import { isConfigName } from './find-config.ts'
import { type LoadedConfig, loadFile } from './load-config.ts'

/** An editor may write a file in several steps. */
const settledMs = 50

/** A folder that has no configuration yet. Absolute. */
export interface EmptyFolder {
  readonly folder: string
}

/** Told of each load, or of why there is none, and of which file. Must not reject. */
type Changed = (next: LoadedConfig | Error, file: string) => unknown

/**
 * Loads a configuration again whenever one of the files it was made of changes, one load after the other.
 * @param first one that was loaded; or where to wait for the first.
 * @returns what ends it, once no change is missed.
 */
export async function followConfig(
  first: LoadedConfig | EmptyFolder,
  changed: Changed,
): Promise<() => Promise<void>> {
  const follower = new Follower(first, changed)
  await follower.watches()
  return () => follower.close()
}

class Follower {
  #file: string | undefined
  readonly #changed: Changed
  readonly #watcher: FSWatcher
  #files: ReadonlySet<string>
  /** What is not loadable may lie in a file nobody knows yet: then all beside the known ones count. */
  #isBroken = false
  #timer: NodeJS.Timeout | undefined
  #work: Promise<unknown> = Promise.resolve()

  constructor(first: LoadedConfig | EmptyFolder, changed: Changed) {
    const isThere = 'file' in first
    this.#file = isThere ? first.file : undefined
    this.#changed = changed
    this.#files = new Set(isThere ? first.files : [])
    const folders = isThere ? [...foldersOf(first.files)] : first.folder
    this.#watcher = watch(folders, { depth: 0, ignoreInitial: true })
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
    if (this.#file === undefined && isConfigName(path)) this.#appeared(path)
    const file = this.#file
    if (file === undefined || !(this.#files.has(path) || (this.#isBroken && isCode(path)))) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#work = this.#work.then(() => this.#load(file))
    }, settledMs)
  }

  #appeared(file: string): void {
    this.#file = file
    this.#files = new Set([file])
  }

  async #load(file: string): Promise<void> {
    const next = await loadFile(file).catch((error: unknown) => error as Error)
    this.#isBroken = next instanceof Error
    if (!(next instanceof Error)) this.#know(next.files)
    await this.#changed(next, file)
  }

  #know(files: readonly string[]): void {
    this.#files = new Set(files)
    this.#watcher.add([...foldersOf(files)])
  }
}

const foldersOf = (files: readonly string[]): ReadonlySet<string> =>
  new Set(files.map((file) => dirname(file)))

const isCode = (path: string): boolean => /\.([cm]?[jt]sx?|json)$/.test(path)
