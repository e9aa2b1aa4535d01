const colours = 8

// FNV-1a: names that differ by one syllable still fall far apart.
function colourOf(name: string): number {
  let hash = 0x811c9dc5
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return ((hash ^ (hash >>> 15)) >>> 0) % colours
}

/** A Korean name is called by its last two syllables, others by the first letters of two words. */
function initialsOf(name: string): string {
  if (/^[가-힣]{3,4}$/u.test(name)) return name.slice(-2)
  if (/^[가-힣]/u.test(name)) return name.slice(0, 2)
  const words = name.split(/[\s._-]+/u).filter((word) => word !== '')
  return words
    .slice(0, 2)
    .map((word) => Array.from(word)[0])
    .join('')
    .toUpperCase()
}

export function Avatar({ name }: { name: string }) {
  return (
    <span className={`avatar avatar-${colourOf(name)}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}
