import type { IncomingMessage } from 'node:http'
import type { Monitor } from './core/events.ts'
import type { HttpRefusal } from './server/answer.ts'

/** Then nothing more is told: who asks again and again must not fill the log. */
const maxTold = 64

export function onceEach(tell: (cause: string, mend: string) => void): (cause: string, mend: string) => void {
  const isNew = first()
  return (cause, mend) => {
    if (isNew(cause)) tell(cause, mend)
  }
}

function first(): (text: string) => boolean {
  const told = new Set<string>()
  return (text) => {
    if (told.has(text) || told.size >= maxTold) return false
    told.add(text)
    return true
  }
}

export function tellNotServed(monitor: Monitor): (request: IncomingMessage, refusal: HttpRefusal) => void {
  const isNew = first()
  return ({ socket, url = '' }, { status, text: message }) => {
    const path = url.replace(/\?.*$/s, '')
    const { remoteAddress = '' } = socket
    if (isNew(`${path} ${message}`)) monitor({ type: 'not-served', remoteAddress, path, status, message })
  }
}
