import { defineBroker } from '@stompbox/broker'
import example from '../../examples/react-chat/stompbox.config.ts'

/** Where nothing is granted but what a chat of the tutorials needs. */
export default defineBroker({
  ...example,
  static: '../../examples/react-chat/dist',
  authorize: ({ action, destination }) =>
    action === 'send' ? destination === '/pub/chat/message' : /^\/sub\/chat\/room\/[^/]+$/.test(destination),
})
