import { defineBroker } from '@stompbox/broker'
import example from '../../examples/react-chat/stompbox.config.ts'

/** As a Spring application with a message class of its own: no receipts, and what the class does not know is lost. */
export default defineBroker({
  ...example,
  profile: 'spring-6.2',
  endpoints: { '/ws-stomp': {} },
  static: '../../examples/react-chat/dist',
  application(app) {
    app.message('/chat/message', ({ body, send }) => {
      const { type, roomId, sender, message } = body as Record<string, string>
      send(`/sub/chat/room/${roomId}`, { type, roomId, sender, message })
    })
  },
})
