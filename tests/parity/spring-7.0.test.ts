import { replay } from './replay.ts'

replay('7.0')
