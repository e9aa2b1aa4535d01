import { defineBroker } from '@stompbox/broker'
import example from '../../examples/react-chat/stompbox.config.ts'

export default defineBroker({
  ...example,
  static: '../../examples/react-chat/dist',
  // Of an address that never leaves the machine, the SDK does not ask whether the machine is online.
  allowedHosts: ['chat.test'],
})
