import { describeClientOn } from './describe-client.ts'
import { tcpAndWebSocket } from './doors.ts'

describeClientOn('python', 'stomp.py', tcpAndWebSocket('sub-py'))
