import { useMemo } from 'react'
import type { Room } from '../chat/room.ts'
import { useChat, useStrings } from '../chat/use-chat.ts'
import { roomName } from '../language.ts'
import { groupLines } from './group-lines.ts'
import { Icon } from './icon.tsx'
import { MessageGroup } from './message-group.tsx'
import { useStickToBottom } from './use-stick-to-bottom.ts'

export function MessageLog({ room }: { room: Room }) {
  const { name } = useChat()
  const t = useStrings()
  const groups = useMemo(() => groupLines(room.lines), [room.lines])
  const last = room.lines.at(-1)
  const { box, missed, onScroll, toBottom } = useStickToBottom(last?.number ?? 0, last?.sender === name)

  return (
    <div className="log-frame">
      <div
        ref={box}
        className="log"
        role="log"
        aria-label={t.messagesOf(roomName(t, room.id))}
        tabIndex={0}
        onScroll={onScroll}
      >
        <div className="log-lines">
          {groups.length === 0 && <p className="log-quiet">{t.quiet}</p>}
          {groups.map((group) =>
            group.type === 'TALK' ? (
              <MessageGroup key={group.key} group={group} isOwn={group.sender === name} />
            ) : (
              <p key={group.key} className="log-notice" dir="auto">
                {group.lines[0]!.text}
              </p>
            ),
          )}
        </div>
      </div>
      {missed > 0 && (
        <button className="button to-bottom" type="button" onClick={toBottom}>
          <Icon name="down" />
          {t.newMessages(missed)}
        </button>
      )}
    </div>
  )
}
