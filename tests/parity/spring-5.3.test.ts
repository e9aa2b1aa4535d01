import { replay } from './replay.ts'

replay('5.3')
