import { useId } from 'react'
import { useChat, useStrings } from '../chat/use-chat.ts'
import { Avatar } from './avatar.tsx'
import type { TalkGroup } from './group-lines.ts'
import { MessageText } from './message-text.tsx'

interface MessageGroupProps {
  group: TalkGroup
  isOwn: boolean
}

/** Arrow keys lead to it; then it says when it was, to the second. */
export function MessageGroup({ group, isOwn }: MessageGroupProps) {
  const { language } = useChat()
  const t = useStrings()
  const sender = useId()
  const at = new Date(group.lines.at(-1)!.atMs)
  const exactly = at.toLocaleString(language, { dateStyle: 'long', timeStyle: 'medium' })
  return (
    <article className={isOwn ? 'group group-own' : 'group'} tabIndex={-1} aria-labelledby={sender}>
      {!isOwn && <Avatar name={group.sender} />}
      <div className="group-body">
        <div className="group-head">
          <span id={sender} className={isOwn ? 'only-heard' : 'group-sender'} dir="auto">
            {isOwn ? t.you : group.sender}
          </span>
          <span className="group-exactly">{exactly}</span>
        </div>
        {group.lines.map((line, index) => (
          <div key={line.number} className="message">
            <p className="bubble" dir="auto">
              <MessageText text={line.text} />
            </p>
            {index === group.lines.length - 1 && (
              <time dateTime={at.toISOString()} title={exactly}>
                {at.toLocaleTimeString(language, { hour: 'numeric', minute: '2-digit' })}
              </time>
            )}
          </div>
        ))}
      </div>
    </article>
  )
}
