import { isatty } from 'node:tty'
import { addresses, type Listening } from '../banner.ts'
import { isInForeground } from './foreground.ts'
import { Keyboard } from './keyboard.ts'
import { clearing, keysHelp, noPage, openByHand, type Wish, wishesIn } from './keys.ts'
import { openPage } from './open-page.ts'

/** Whether a person reads what is written here, and types. */
export const hasKeyboard = (): boolean => isatty(0) && isatty(1) && isInForeground()

/** @param say writes to the terminal. @param quit as the first and the second Ctrl-C do. */
export function useKeys(listening: Listening, say: (text: string) => void, quit: () => void): void {
  const keyboard = new Keyboard(process.stdin, (typed) => {
    for (const wish of wishesIn(typed)) fulfil[wish]()
  })
  const fulfil: Readonly<Record<Wish, () => void>> = {
    help: () => say(keysHelp(listening)),
    open: () => open(listening, say),
    clear: () => say(clearing(process.stdout.rows)),
    quit,
    line: () => say(''),
    interrupt: () => keyboard.raise('SIGINT'),
    suspend: () => keyboard.raise('SIGTSTP'),
    abort: () => keyboard.raise('SIGQUIT'),
  }
  keyboard.listen()
}

function open(listening: Listening, say: (text: string) => void): void {
  const { page } = addresses(listening)
  if (page === undefined) return say(noPage(listening))
  openPage(page, (opener) => say(openByHand(page, opener)))
}
