import { createRequire } from 'node:module'
import { installed } from '../../support/installed.ts'

/** Resolves from what is installed here. */
const peerRequire = createRequire(new URL('package.json', import.meta.url))

let installation: Promise<string | undefined> | undefined

/** @returns why the package is not there; undefined when it is */
export async function packageMissing(name: string): Promise<string | undefined> {
  const complaint = await (installation ??= installed(new URL('./', import.meta.url)))
  return complaint === undefined ? undefined : `${name} could not be installed: ${complaint}`
}

/** Such as `socket.io 4.8.4`. */
export const packageVersion = (name: string): string =>
  `${name} ${(peerRequire(`${name}/package.json`) as { version: string }).version}`
