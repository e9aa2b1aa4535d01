import { defineBroker } from '@stompbox/broker'
import { chat } from '@stompbox/broker/presets/chat'

export default defineBroker({
  endpoints: { '/ws-stomp': { sockjs: true } },
  static: './dist',
  application: chat,
})
