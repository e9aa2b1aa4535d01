import type { MouseEvent } from 'react'
import type { OutgoingLine } from '../chat/outgoing-line.ts'
import { outgoing } from '../chat/outgoing.ts'
import { useStrings } from '../chat/use-chat.ts'

/** What was said and has not been heard back yet stands below what was heard. */
export function OutgoingLines({ lines }: { lines: readonly OutgoingLine[] }) {
  const t = useStrings()
  if (lines.length === 0) return null
  return (
    <ul className="outgoing" aria-label={t.outgoing}>
      {lines.map((line) => (
        <li key={line.message.id} className={`outgoing-line outgoing-${line.status}`}>
          <p className="bubble" dir="auto">
            {line.message.message}
          </p>
          <div className="outgoing-state">
            <span>{t.outgoingStates[line.status]}</span>
            {hasFailed(line) && <Choice line={line} />}
          </div>
        </li>
      ))}
    </ul>
  )
}

export const hasFailed = ({ status }: OutgoingLine): boolean =>
  status === 'failed' || status === 'unconfirmed'

function Choice({ line }: { line: OutgoingLine }) {
  const t = useStrings()
  return (
    <>
      <ChoiceButton text={t.sendAgain} choose={() => outgoing.sendAgain(line)} />
      <ChoiceButton text={t.discard} choose={() => outgoing.discard(line)} />
    </>
  )
}

function ChoiceButton({ text, choose }: { text: string; choose: () => void }) {
  const onClick = ({ currentTarget }: MouseEvent<HTMLButtonElement>) => {
    // The button goes away with the choice; who came by keyboard stays among the lines.
    currentTarget.closest<HTMLElement>('[tabindex]')?.focus({ preventScroll: true })
    choose()
  }
  return (
    <button className="link-button" type="button" onClick={onClick}>
      {text}
    </button>
  )
}
