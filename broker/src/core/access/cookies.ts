/** The `cookie` header as names and values (RFC 6265 §5.4); of a name that comes twice the first counts. */
export function parseCookies(header: string | string[] | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of [header ?? []].flat().join(';').split(';')) {
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals).trim()
    if (equals > 0 && !cookies.has(name)) cookies.set(name, decoded(pair.slice(equals + 1).trim()))
  }
  return cookies
}

function decoded(value: string): string {
  const plain = value.replace(/^"(.*)"$/, '$1')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}
