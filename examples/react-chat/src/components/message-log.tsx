import { useMemo } from 'react'
import type { Room } from '../chat/room.ts'
import { useChat, useOutgoing, useStrings } from '../chat/use-chat.ts'
import { roomName } from '../language.ts'
import { groupLines, type LineGroup } from './group-lines.ts'
import { Icon } from './icon.tsx'
import { MessageGroup } from './message-group.tsx'
import { OutgoingLines } from './outgoing-lines.tsx'
import { useStickToBottom } from './use-stick-to-bottom.ts'

export function MessageLog({ room }: { room: Room }) {
  const t = useStrings()
  const groups = useMemo(() => groupLines(room.lines), [room.lines])
  const outgoing = useOutgoing(room.id)
  const newest = room.lines.at(-1)?.number ?? 0
  const { box, missed, onScroll, toBottom } = useStickToBottom(newest, outgoing.at(-1)?.message.id)
  const label = t.messagesOf(roomName(t, room.id))

  return (
    <div className="log-frame">
      <div ref={box} className="log-scroll" role="group" aria-label={label} tabIndex={0} onScroll={onScroll}>
        <div className="log-content">
          <div className="log" role="log" aria-label={label}>
            {groups.length === 0 && <p className="log-quiet">{t.quiet}</p>}
            {groups.map((group) => (
              <Group key={group.key} group={group} />
            ))}
          </div>
          <OutgoingLines lines={outgoing} />
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

/** Entrances and departures are told in the language of the page, whatever words the server has for them. */
function Group({ group }: { group: LineGroup }) {
  const { name } = useChat()
  const t = useStrings()
  switch (group.type) {
    case 'TALK':
      return <MessageGroup group={group} isOwn={group.sender === name} />
    case 'ENTER':
      return <p className="log-notice">{t.entered(group.sender)}</p>
    case 'QUIT':
      return <p className="log-notice">{t.left(group.sender)}</p>
    case 'GAP':
      return <p className="log-gap">{t.gap}</p>
  }
}
