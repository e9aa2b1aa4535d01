import { useMemo } from 'react'
import type { Room } from '../chat/room.ts'
import { useChat, useOutgoing, useStrings } from '../chat/use-chat.ts'
import { roomName } from '../language.ts'
import { groupLines, type Comings, type LogEntry } from './group-lines.ts'
import { Icon } from './icon.tsx'
import { MessageGroup } from './message-group.tsx'
import { onArrowKeys } from './on-arrow-keys.ts'
import { OutgoingLines } from './outgoing-lines.tsx'
import { useStickToBottom } from './use-stick-to-bottom.ts'

export function MessageLog({ room }: { room: Room }) {
  const t = useStrings()
  const entries = useMemo(() => groupLines(room.lines, room.unreadFrom), [room.lines, room.unreadFrom])
  const outgoing = useOutgoing(room.id)
  const newest = room.lines.at(-1)?.number ?? 0
  const { box, leftAt, onScroll, toBottom } = useStickToBottom(newest, outgoing.at(-1)?.message.id)
  const missed = leftAt === undefined ? 0 : countTalk(room, leftAt)
  const label = t.messagesOf(roomName(t, room.id))

  const follow = () => {
    toBottom()
    // The button goes away; who came by keyboard stays among the lines.
    box.current?.focus({ preventScroll: true })
  }

  return (
    <div className="log-frame">
      <div
        ref={box}
        className="log-scroll"
        role="group"
        aria-label={label}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onArrowKeys}
      >
        <div className="log-content">
          {/* What is new is read out by the announcer, which knows what is news. */}
          <div className="log" role="log" aria-label={label} aria-live="off">
            {entries.length === 0 ? (
              <p className="log-quiet">{t.quiet}</p>
            ) : (
              <p className="log-start">{t.notKept}</p>
            )}
            {entries.map((entry) => (
              <Entry key={entry.key} entry={entry} />
            ))}
          </div>
          <OutgoingLines lines={outgoing} />
        </div>
      </div>
      {leftAt !== undefined && (
        <button className="button to-bottom" type="button" onClick={follow}>
          <Icon name="down" />
          {missed > 0 ? t.newMessages(missed) : t.toNewest}
        </button>
      )}
    </div>
  )
}

const countTalk = ({ lines }: Room, after: number): number =>
  lines.filter(({ number, type }) => number > after && type === 'TALK').length

function Entry({ entry }: { entry: LogEntry }) {
  const { name } = useChat()
  const t = useStrings()
  switch (entry.type) {
    case 'talk':
      return <MessageGroup group={entry} isOwn={entry.sender === name} />
    case 'comings':
      return <Notice comings={entry} />
    case 'gap':
      return <p className="log-divider log-gap">{t.gap}</p>
    case 'day':
      return <Day atMs={entry.atMs} />
    case 'unread':
      return <p className="log-divider log-unread">{t.newFromHere}</p>
  }
}

/** In the language of the page, whatever words the server has for it. */
function Notice({ comings: { last } }: { comings: Comings }) {
  const t = useStrings()
  const [entered, left] = (['ENTER', 'QUIT'] as const).map((type) =>
    [...last].filter(([, lastType]) => lastType === type).map(([name]) => name),
  ) as [string[], string[]]
  return (
    <p className="log-notice">
      {entered.length > 0 && t.entered(entered)} {left.length > 0 && t.left(left)}
    </p>
  )
}

function Day({ atMs }: { atMs: number }) {
  const { language } = useChat()
  const at = new Date(atMs)
  return (
    <p className="log-divider log-day">
      <time dateTime={dateOf(at)}>{at.toLocaleDateString(language, { dateStyle: 'full' })}</time>
    </p>
  )
}

/** The day where the page is: that of `toISOString` may be another. */
const dateOf = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
