const pictures: Readonly<Record<string, string>> = { '\n': '⏎', '\r': '␍' }

/** Control bytes become visible, and what repeats itself becomes short: `h{×2048}`. */
export const readable = (text: string): string =>
  text
    .replaceAll(/[\0-\x1f]/g, (byte) => pictures[byte] ?? String.fromCharCode(0x2400 + byte.charCodeAt(0)))
    .replaceAll(/(.{1,12}?)\1{19,}/gsu, (run, unit: string) => `${unit}{×${run.length / unit.length}}`)
