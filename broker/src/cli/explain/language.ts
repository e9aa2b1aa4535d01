import type { Language } from '../flags.ts'

/** As the locale says: `LC_ALL` wins over `LC_MESSAGES`, that over `LANG` (POSIX §8.2). English unless it is Korean. */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (each) => each !== undefined && each !== '',
  )
  return /^ko(?![a-z])/i.test(locale ?? '') ? 'ko' : 'en'
}
