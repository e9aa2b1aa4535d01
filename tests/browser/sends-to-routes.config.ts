import { defineBroker } from '@stompbox/broker'
import example from '../../examples/react-chat/stompbox.config.ts'

/** Everybody may listen anywhere, and sends through the routes. */
export default defineBroker({
  ...example,
  static: '../../examples/react-chat/dist',
  authorize: ({ action, destination }) => action === 'subscribe' || destination.startsWith('/pub/'),
})
