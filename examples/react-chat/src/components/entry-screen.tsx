import { useState, type SubmitEvent } from 'react'
import { recall } from '../chat/remembered.ts'
import { chat } from '../chat/store.ts'
import { useStrings } from '../chat/use-chat.ts'
import { Icon } from './icon.tsx'
import { LanguageSwitch, TransportSwitch } from './switches.tsx'

const maxNameLength = 20

export function EntryScreen() {
  const t = useStrings()
  const [name, setName] = useState(() => recall('name') ?? '')
  const [isMissing, setMissing] = useState(false)

  const start = (event: SubmitEvent) => {
    event.preventDefault()
    const trimmed = name.normalize().trim()
    if (trimmed === '') setMissing(true)
    else chat.comeIn(trimmed)
  }

  return (
    <main className="entry">
      <form className="entry-card" onSubmit={start} noValidate>
        <span className="brand-mark" aria-hidden="true">
          <Icon name="bubble" />
        </span>
        <h1>stompbox chat</h1>
        <p className="entry-tagline">{t.tagline}</p>
        <label className="field">
          <span>{t.name}</span>
          <input
            value={name}
            onChange={(event) => {
              setName(event.target.value)
              setMissing(false)
            }}
            placeholder={t.namePlaceholder}
            maxLength={maxNameLength}
            autoComplete="nickname"
            autoFocus
            required
            aria-invalid={isMissing}
            aria-describedby={isMissing ? 'name-missing' : undefined}
          />
        </label>
        {isMissing && (
          <p className="field-error" id="name-missing" role="alert">
            {t.nameMissing}
          </p>
        )}
        <TransportSwitch />
        <LanguageSwitch />
        <button className="button button-primary" type="submit">
          {t.start}
        </button>
      </form>
    </main>
  )
}
