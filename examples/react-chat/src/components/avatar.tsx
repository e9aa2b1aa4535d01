const colours = 12
const taken = new Map<string, number>()

/** A name keeps its colour for as long as the page lives. Nobody gets one twice before all are in use. */
function colourOf(name: string): number {
  let colour = taken.get(name) ?? hashOf(name) % colours
  if (taken.has(name) || taken.size === colours) return colour
  while ([...taken.values()].includes(colour)) colour = (colour + 1) % colours
  taken.set(name, colour)
  return colour
}

// FNV-1a
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

// A letter may be made of several characters, as flags and families are.
const segmenter = new Intl.Segmenter()
const firstLetter = (word: string): string => [...segmenter.segment(word)][0]!.segment

/** A Korean name is called by its last two syllables, others by the first letters of two words. */
function initialsOf(name: string): string {
  if (/^[가-힣]{3,4}$/u.test(name)) return name.slice(-2)
  if (/^[가-힣]/u.test(name)) return name.slice(0, 2)
  const words = name.split(/[\s._-]+/u).filter((word) => word !== '')
  return words.slice(0, 2).map(firstLetter).join('').toUpperCase()
}

interface AvatarProps {
  name: string
  /** A number of any size. Default: one of the name's own. */
  colour?: number
}

export function Avatar({ name, colour = colourOf(name) }: AvatarProps) {
  return (
    <span className={`avatar avatar-${colour % colours}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}
