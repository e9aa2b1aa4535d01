import { pojo, schema } from './pojo.ts'

export const toThing = pojo({ count: 'Long', name: 'String', ok: 'Boolean', ratio: 'Double' })
export const thing = schema(toThing)
/** A thing that has a name. */
export const namedThing = schema((value) => {
  const found = toThing(value)
  return found?.name === null ? undefined : found
})
export const thingOf = (count: number, name: string) => ({ count, name, ok: null, ratio: null })
export const chatMessage = schema(
  pojo({ message: 'String', roomId: 'Long', sender: 'String', type: 'String' }),
)
