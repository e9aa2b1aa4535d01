import { createClient } from '@stompbox/sdk'
import { StompProvider, useChannel, useConnection, useSend } from '@stompbox/sdk/react'
import { createElement, type ReactElement, StrictMode } from 'react'

function Room() {
  const { status } = useConnection()
  const { items } = useChannel<string>('/topic/room')
  const { send } = useSend<string>('/topic/room')
  return createElement(
    'main',
    undefined,
    createElement('p', { role: 'status' }, status),
    createElement('button', { onClick: () => send('안녕하세요') }, 'Say it'),
    createElement('ol', undefined, ...items.map(({ body }) => createElement('li', undefined, body))),
  )
}

/** The same on the server and in the page. */
export function app(url: string): ReactElement {
  const provider = createElement(StompProvider, { client: createClient(url) }, createElement(Room))
  return createElement(StrictMode, undefined, provider)
}
