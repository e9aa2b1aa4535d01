import { useChat, useStrings } from '../chat/use-chat.ts'
import { Avatar } from './avatar.tsx'
import type { LineGroup } from './group-lines.ts'

interface MessageGroupProps {
  group: LineGroup
  isOwn: boolean
}

export function MessageGroup({ group, isOwn }: MessageGroupProps) {
  const t = useStrings()
  return (
    <div className={isOwn ? 'group group-own' : 'group'}>
      {!isOwn && <Avatar name={group.sender} />}
      <div className="group-body">
        <div className={isOwn ? 'group-sender only-heard' : 'group-sender'} dir="auto">
          {isOwn ? t.you : group.sender}
        </div>
        {group.lines.map((line, index) => (
          <div key={line.number} className="message">
            <p className="bubble" dir="auto">
              {line.text}
            </p>
            {index === group.lines.length - 1 && <Time atMs={line.atMs} />}
          </div>
        ))}
      </div>
    </div>
  )
}

function Time({ atMs }: { atMs: number }) {
  const { language } = useChat()
  const at = new Date(atMs)
  return (
    <time dateTime={at.toISOString()} title={at.toLocaleString(language)}>
      {at.toLocaleTimeString(language, { hour: 'numeric', minute: '2-digit' })}
    </time>
  )
}
