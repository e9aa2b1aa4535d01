/**
 * Wire text as documents show it: control pictures stand for bytes, one glyph each.
 * `␀` NUL, `␍` CR, `␊` LF (besides real line ends), `␠` space, `␉` tab, `⟨ff⟩` any byte in hex.
 */
const pictures: Readonly<Record<string, string>> = { '␀': '\0', '␍': '\r', '␊': '\n', '␠': ' ', '␉': '\t' }

export function wireBytes(text: string): Uint8Array {
  const parts = text.split(/⟨([0-9a-f]{2})⟩/)
  return Buffer.concat(
    parts.map((part, index) =>
      index % 2 === 1
        ? Buffer.from(part, 'hex')
        : Buffer.from(part.replace(/[␀␍␊␠␉]/g, (glyph) => pictures[glyph]!)),
    ),
  )
}

/** Bytes as a document would show them. */
export function wireText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8').replaceAll('\0', '␀').replaceAll('\r', '␍')
}
