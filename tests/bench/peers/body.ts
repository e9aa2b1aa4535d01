import { markLength } from '../load/plan.ts'

const roomLength = 4
const head = '{"roomId":"{room}","text":"{mark}'
const tail = '"}'
const leastBytes = head.length - '{room}'.length + roomLength - '{mark}'.length + markLength + tail.length

/** JSON of exactly so many bytes, once `{room}` and `{mark}` are filled in. */
export function markedBody(bytes: number): string {
  if (bytes < leastBytes)
    throw new RangeError(`A body of ${bytes} bytes has no room for a mark; say ${leastBytes} or more.`)
  return `${head}${'x'.repeat(bytes - leastBytes)}${tail}`
}
