import { defineBroker } from '@stompbox/broker'
import { chat } from '@stompbox/broker/presets/chat'

export default defineBroker({ application: chat, static: './page' })
