import { spawn } from 'node:child_process'

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // What `start` does, without the shell that has it.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Opens a page in the browser of whoever sits here. @param failed told which program could not. */
export function openPage(url: string, failed: (opener: string) => void): void {
  const [opener, ...args] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(opener, [...args, url], { stdio: 'ignore', detached: true })
  child.once('error', () => failed(opener))
  child.once('exit', (code) => {
    if (code !== 0) failed(opener)
  })
  child.unref()
}
