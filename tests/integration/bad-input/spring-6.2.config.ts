import { springHostile } from './spring-hostile.ts'

export default springHostile('spring-6.2')
