import { type Door, describeClientOn } from './describe-client.ts'

const noTransactions = "Spring's StompSession has no BEGIN, COMMIT or ABORT"
const cannot = { commit: noTransactions, abort: noTransactions, 'ack-in-transaction': noTransactions }
const textOnly = { ...cannot, binary: 'SockJS carries text only' }
const dialect = { version: '1.2', subscription: 'sub-java' } as const

const doors: Door[] = [
  { name: 'WebSocket', ...dialect, cannot, args: ({ ws }) => [`${ws}/ws`, 'websocket'] },
  {
    name: 'SockJS, WebSocket',
    ...dialect,
    cannot: textOnly,
    args: ({ http }) => [`${http}/ws-stomp`, 'sockjs-websocket'],
  },
  {
    name: 'SockJS, XHR streaming',
    ...dialect,
    cannot: textOnly,
    args: ({ http }) => [`${http}/ws-stomp`, 'sockjs-xhr'],
  },
]

describeClientOn('java', "Spring's WebSocketStompClient", doors)
