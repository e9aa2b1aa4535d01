import { isatty } from 'node:tty'
import { addresses, type Listening } from '../banner.ts'
import { isInForeground } from './foreground.ts'
import { Keyboard } from './keyboard.ts'
import { clearing, keysHelp, noPage, openByHand, type Wish, wishesIn } from './keys.ts'
import { openPage } from './open-page.ts'

/** Whether a person reads what is written here, and types. */
export const hasKeyboard = (): boolean => isatty(0) && isatty(1) && isInForeground()

/** What keys do besides reading the keyboard. */
interface Means {
  /** Writes to the terminal. */
  readonly say: (text: string) => void
  /** As the first and the second Ctrl-C do. */
  readonly quit: () => void
}

/** Reads single keys from now on, and does what they ask for. */
export function useKeys(listening: Listening, { say, quit }: Means): void {
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
