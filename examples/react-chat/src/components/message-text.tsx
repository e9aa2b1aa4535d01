import { memo } from 'react'
import { textParts, type TextPart } from './text-parts.ts'

/** What somebody wrote, as text: nothing in it is ever taken for HTML. */
export const MessageText = memo(({ text }: { text: string }) =>
  textParts(text).map((part, index) => <Part key={index} {...part} />),
)

function Part({ type, text }: TextPart) {
  switch (type) {
    case 'text':
      return text
    case 'code':
      return <code>{text}</code>
    case 'code-block':
      return <code className="code-block">{text}</code>
    case 'link':
      return (
        <a className="message-link" href={text} target="_blank" rel="noopener noreferrer">
          {text}
        </a>
      )
  }
}
