import { useLayoutEffect, useRef, type KeyboardEvent, type SubmitEvent } from 'react'
import type { Room } from '../chat/room.ts'
import { chat } from '../chat/store.ts'
import { useStrings } from '../chat/use-chat.ts'
import { roomName } from '../language.ts'
import { ComposerNotice } from './composer-notice.tsx'
import { Icon } from './icon.tsx'

/** In UTF-16 units, as `length` counts them. */
const maxMessageLength = 4000

// Where fingers type, focus would raise a keyboard over the messages.
const hasKeyboard = matchMedia('(hover: hover)').matches

function fitToText(element: HTMLTextAreaElement): void {
  element.style.height = 'auto'
  element.style.height = `${element.scrollHeight}px`
}

export function Composer({ room }: { room: Room }) {
  const t = useStrings()
  const box = useRef<HTMLTextAreaElement>(null)
  const isComposing = useRef(false)
  const isEmpty = room.draft.trim() === ''
  const excess = room.draft.length - maxMessageLength

  useLayoutEffect(() => {
    const fit = () => fitToText(box.current!)
    fit()
    addEventListener('resize', fit)
    return () => removeEventListener('resize', fit)
  }, [room.draft])

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const element = box.current!
    // On a phone the button can be tapped in mid-syllable; losing focus makes the keyboard hand the syllable over.
    if (isComposing.current) element.blur()
    element.focus()
    const text = element.value.trim()
    if (text !== '' && text.length <= maxMessageLength) chat.talk(room.id, text)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || event.shiftKey) return
    // This Enter ends a Hangul syllable.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari says so with nothing but this key code.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    event.currentTarget.form?.requestSubmit()
  }

  return (
    <form className="composer" onSubmit={submit}>
      <ComposerNotice roomId={room.id} excess={excess} />
      <div className="composer-box">
        <textarea
          ref={box}
          rows={1}
          value={room.draft}
          dir="auto"
          autoFocus={hasKeyboard}
          enterKeyHint="send"
          aria-invalid={excess > 0}
          aria-label={t.message}
          aria-describedby="composer-hint"
          placeholder={t.messagePlaceholder(roomName(t, room.id))}
          onChange={(event) => chat.draft(room.id, event.target.value)}
          onKeyDown={onKeyDown}
          onCompositionStart={() => (isComposing.current = true)}
          onCompositionEnd={() => (isComposing.current = false)}
        />
        <button className="send" type="submit" aria-label={t.send} disabled={isEmpty || excess > 0}>
          <Icon name="send" />
        </button>
      </div>
      <p className="composer-hint" id="composer-hint">
        {t.composerHint}
      </p>
    </form>
  )
}
