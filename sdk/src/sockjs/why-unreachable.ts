import { below } from './address.ts'

/** For all that is asked. */
const timeoutMs = 1_500

const meanings: Readonly<Record<number, string>> = {
  401: ': it wants a login, which SockJS cannot give before CONNECT',
  403: ': the server refuses this origin',
  404: ': there is no SockJS endpoint at this address',
}

/**
 * Why SockJS could not connect, in a few words: asks once more what it asked first, because sockjs-client keeps the answer to
 * itself.
 */
export async function whyUnreachable(address: URL, told: string): Promise<string> {
  const info = below(address, '/info')
  const { pathname } = info
  const ask = asker(info)
  try {
    const response = await ask('cors')
    if (response.status !== 200)
      return `${pathname} answered ${response.status}${meanings[response.status] ?? ''}`
    if (!(await isSockJs(response)))
      return `${pathname} answered, but not as SockJS does: another server or a proxy may be answering for it`
    return `${pathname} answered, but then: ${told}`
  } catch (error) {
    const answers = await ask('no-cors').then(
      () => true,
      () => false,
    )
    if (answers)
      return `the server answers, but its answer is not for pages of ${origin()} (CORS): it has to allow this origin, or nothing is at this path`
    return `nothing answers at ${info.origin}${cause(error)}`
  }
}

function asker(info: URL): (mode: RequestMode) => Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs)
  return (mode) => fetch(info, { mode, credentials: 'include', cache: 'no-store', signal })
}

async function isSockJs(response: Response): Promise<boolean> {
  const info: unknown = await response.json().catch(() => undefined)
  return typeof info === 'object' && info !== null && 'websocket' in info
}

/** Node says more than browsers tell a page. */
function cause(error: unknown): string {
  const { cause } = error as { cause?: unknown }
  return cause instanceof Error && cause.message ? ` (${cause.message})` : ''
}

const origin = (): string => (globalThis as { location?: Location }).location?.origin ?? 'this origin'
