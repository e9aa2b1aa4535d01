import { describeClientOn } from './describe-client.ts'
import { tcpAndWebSocket } from './doors.ts'

describeClientOn('go', 'go-stomp', tcpAndWebSocket('sub-go'))
