import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import type { SpringVersion } from './scenario.ts'
import type { Transcript } from './transcript.ts'

const fileOf = (version: SpringVersion): string =>
  fileURLToPath(new URL(`transcripts/${version}.json`, import.meta.url))

export const readTranscript = (version: SpringVersion): Transcript | undefined =>
  existsSync(fileOf(version)) ? (JSON.parse(readFileSync(fileOf(version), 'utf8')) as Transcript) : undefined

export async function writeTranscript(version: SpringVersion, transcript: Transcript): Promise<void> {
  mkdirSync(new URL('transcripts', import.meta.url), { recursive: true })
  const json = JSON.stringify(transcript)
  writeFileSync(
    fileOf(version),
    await format(json, { parser: 'json', printWidth: 110, objectWrap: 'collapse' }),
  )
}
