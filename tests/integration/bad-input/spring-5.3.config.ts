import { springHostile } from './spring-hostile.ts'

export default springHostile('spring-5.3')
