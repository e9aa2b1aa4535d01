import { fileURLToPath } from 'node:url'
import { describeClient } from './describe-client.ts'
import { tcp } from './doors.ts'

const client = fileURLToPath(new URL('node/client.mjs', import.meta.url))

describeClient('stompit', { command: [process.execPath, client], env: {} }, tcp('sub-node'))
