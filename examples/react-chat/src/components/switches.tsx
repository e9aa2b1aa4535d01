import { useId } from 'react'
import type { Transport } from '../chat/client.ts'
import { chat } from '../chat/store.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import type { Language } from '../language.ts'

interface SwitchProps<Value extends string> {
  label: string
  options: Record<Value, string>
  value: Value
  onChange: (value: Value) => void
}

/** Radio buttons that look like one control with parts. */
function Switch<Value extends string>({ label, options, value, onChange }: SwitchProps<Value>) {
  const name = useId()
  return (
    <fieldset className="switch">
      <legend>{label}</legend>
      <div className="switch-parts">
        {(Object.entries(options) as [Value, string][]).map(([option, text]) => (
          <label key={option}>
            <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export function TransportSwitch() {
  const { transport } = useChat()
  const t = useStrings()
  return (
    <Switch<Transport>
      label={t.transport}
      options={t.transports}
      value={transport}
      onChange={(chosen) => chat.connectOver(chosen)}
    />
  )
}

const languages: Record<Language, string> = { ko: '한국어', en: 'English' }

export function LanguageSwitch() {
  const { language } = useChat()
  const t = useStrings()
  return (
    <Switch<Language>
      label={t.language}
      options={languages}
      value={language}
      onChange={(chosen) => chat.speak(chosen)}
    />
  )
}
