import { english } from './page-english.ts'
import { korean } from './page-korean.ts'
import type { Prose } from './prose.ts'
import type { Language } from './table-rows.ts'

export const proseIn: Readonly<Record<Language, Prose>> = { en: english, ko: korean }
