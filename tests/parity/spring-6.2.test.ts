import { replay } from './replay.ts'

replay('6.2')
