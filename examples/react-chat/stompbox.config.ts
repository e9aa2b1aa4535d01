import { defineBroker } from '@stompbox/broker'
import { chat } from '@stompbox/broker/presets/chat'

export default defineBroker({
  endpoints: { '/ws-stomp': { sockjs: true } },
  // As the page does: a cable that was pulled without a word is noticed after two of these.
  heartBeat: { sendMs: 5_000, receiveMs: 5_000 },
  static: './dist',
  application: chat,
})
