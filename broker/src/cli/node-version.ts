/** What to tell somebody whose Node is too old; undefined when it is not. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return undefined
  return `stompbox needs Node 20.19 or newer, and this is ${version}. Install a current one from https://nodejs.org.`
}
